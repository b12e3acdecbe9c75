"""W19: 64 seeds of W02's network trained together, a batch of its own for each: a unit is one step of all of them."""
from harness import *
from train_common import mlp_init
import numpy as np
import jax, jax.numpy as jnp, optax

sizes, batch, seeds, nscan = (2, 64, 64, 1), 32, 64, 100
g = np.random.default_rng(0)
X = g.standard_normal((10000, 2)); Y = np.sin(X.sum(1, keepdims=True))
I = np.random.default_rng(1).integers(0, len(X), (2, seeds, nscan, batch)).astype(np.int32)
b = Bench("W19")


def net(p, x):
    for w, c in p[:-1]:
        x = jnp.tanh(x @ w + c)
    w, c = p[-1]
    return x @ w + c


def ensemble(dtype):
    if dtype == "float64":
        jax.config.update("jax_enable_x64", True)
    tx = optax.adam(1e-3)
    Xj, Yj = jnp.asarray(X, dtype), jnp.asarray(Y, dtype)
    blocks = [jnp.asarray(i) for i in I]

    def member(params, st, X, Y, J):
        def body(c, j):
            p, s = c
            l, gr = jax.value_and_grad(lambda p: jnp.mean((net(p, X[j]) - Y[j]) ** 2))(p)
            up, s = tx.update(gr, s, p)
            return (optax.apply_updates(p, up), s), l
        (p, s), L = jax.lax.scan(body, (params, st), J)
        return p, s, L[-1]

    f = jax.jit(jax.vmap(member, in_axes=(0, 0, None, None, 0)), donate_argnums=(0, 1))
    inits = [mlp_init(sizes, seed)() for seed in range(seeds)]
    p = jax.tree.map(lambda *a: jnp.stack([jnp.asarray(x, dtype) for x in a]), *inits)
    S = [p, jax.vmap(tx.init)(p)]

    def fn(k):
        p, s = S
        for i in range(k):
            p, s, l = f(p, s, Xj, Yj, blocks[i % len(blocks)])
        assert np.isfinite(np.asarray(l)).all()
        jax.block_until_ready(p)
        S[:] = [p, s]
    return fn


for dtype in (A.part.split(",") if A.part else ("float32", "float64")):
    b.add(f"jax vmap of lax.scan {nscan}", dtype, lambda: ensemble(dtype), chunk=nscan)
    b.run()
