"""Golden derivatives of linear algebra, by JAX in float64: python make_derivatives.py

For each case the inputs, weights of a scalar function of the results that does not depend on the signs of vectors, its value, its gradient, and a
Hessian-vector product (forward over reverse) in a stored direction. Symmetric matrices have symmetric directions, and gradients are made symmetric.
"""
import json
import jax
import jax.numpy as jnp
import numpy as np
import jax.scipy.linalg as jsl

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(20263)
arrays = {}


def sym(a):
    return (a + jnp.swapaxes(a, -1, -2)) / 2


def spd(n):
    x = rng.standard_normal((n, n))
    return x @ x.T / n + np.eye(n)


def store(name, f, args, directions, symmetric=()):
    """f takes the arguments in order; symmetric: which of them are symmetric matrices."""
    args = [jnp.asarray(a) for a in args]
    directions = [jnp.asarray(d) for d in directions]
    g = jax.grad(f, argnums=tuple(range(len(args))))
    grads, hvp = jax.jvp(g, tuple(args), tuple(directions))
    for i, (a, d, gr, h) in enumerate(zip(args, directions, grads, hvp)):
        if i in symmetric:
            gr, h = sym(gr), sym(h)
        arrays[f"{name}.x{i}"] = np.asarray(a)
        arrays[f"{name}.d{i}"] = np.asarray(d)
        arrays[f"{name}.g{i}"] = np.asarray(gr)
        arrays[f"{name}.h{i}"] = np.asarray(h)
    arrays[f"{name}.value"] = np.asarray(f(*args)).reshape(1)


def weight(name, *shape):
    w = rng.standard_normal(shape)
    arrays[name] = w
    return w


n = 5
w = weight("cholesky.w", n, n)
store("cholesky", lambda a: jnp.sum(w * jnp.sin(jnp.linalg.cholesky(a))), [spd(n)], [np.asarray(sym(rng.standard_normal((n, n))))], (0,))

wt = weight("triangular.w", n, 2)
t = np.tril(rng.standard_normal((n, n))) + 3 * np.eye(n)
store("triangular", lambda l, b: jnp.sum(wt * jnp.sin(jsl.solve_triangular(l, b, lower=True))), [t, rng.standard_normal((n, 2))],
      [np.tril(rng.standard_normal((n, n))), rng.standard_normal((n, 2))])

ws = weight("solve.w", n, 3)
store("solve", lambda a, b: jnp.sum(ws * jnp.sin(jnp.linalg.solve(a, b))), [rng.standard_normal((n, n)) + 2 * np.eye(n), rng.standard_normal((n, 3))],
      [rng.standard_normal((n, n)), rng.standard_normal((n, 3))])

store("logdet", lambda a: jnp.sin(jnp.linalg.slogdet(a)[1]), [rng.standard_normal((n, n))], [rng.standard_normal((n, n))])

# Signs: only products of columns of Q with rows of R, squares and absolute values.
wq = weight("qr.wq", 7, 4)
wr = weight("qr.wr", 4, 4)


def of_qr(a):
    q, r = jnp.linalg.qr(a)
    s = jnp.sign(jnp.diagonal(r))
    return jnp.sum(wq * jnp.sin(q * s)) + jnp.sum(wr * jnp.cos(jnp.triu(r * s[:, None])))


store("qr", of_qr, [rng.standard_normal((7, 4))], [rng.standard_normal((7, 4))])

we = weight("eigh.w", n)
wv = weight("eigh.wv", n, n)


def of_eigh(a):
    values, v = jnp.linalg.eigh(a)
    return jnp.sum(we * jnp.sin(values)) + jnp.sum(wv * v * v) + jnp.sum(v[0] * v[1] * we)


store("eigh", of_eigh, [np.asarray(sym(rng.standard_normal((n, n))))], [np.asarray(sym(rng.standard_normal((n, n))))], (0,))

for case, (m, k) in {"tall": (6, 4), "wide": (3, 5), "square": (4, 4)}.items():
    r = min(m, k)
    wd = weight(f"svd_{case}.w", r)
    wu = weight(f"svd_{case}.wu", m, r)
    wk = weight(f"svd_{case}.wv", r, k)

    def of_svd(a, wd=wd, wu=wu, wk=wk):
        u, s, vt = jnp.linalg.svd(a, full_matrices=False)
        return jnp.sum(wd * jnp.sin(s)) + jnp.sum(wu * u * u) + jnp.sum(wk * vt * vt) + jnp.sum(u[0] * vt[:, 0] * wd)

    store(f"svd_{case}", of_svd, [rng.standard_normal((m, k))], [rng.standard_normal((m, k))])

wx = weight("expm.w", 4, 4)
store("expm", lambda a: jnp.sum(wx * jnp.sin(jsl.expm(a))), [rng.standard_normal((4, 4))], [rng.standard_normal((4, 4))])

wl = weight("lstsq.w", 3)
store("lstsq", lambda a, b: jnp.sum(wl * jnp.sin(jnp.linalg.solve(a.T @ a, a.T @ b))), [rng.standard_normal((6, 3)), rng.standard_normal(6)],
      [rng.standard_normal((6, 3)), rng.standard_normal(6)])

np.savez_compressed("derivatives.npz", **arrays)
json.dump({"topic": "linalg-derivatives", "stem": "derivatives", "seed": 20263, "made_by": f"jax {jax.__version__}, numpy {np.__version__}",
           "tolerance": "1e-10 of the largest", "arrays": {k: list(v.shape) for k, v in arrays.items()}}, open("derivatives.json", "w"), indent=1)
