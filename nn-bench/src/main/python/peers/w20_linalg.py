"""W20: Cholesky, symmetric eigen-decomposition, SVD with vectors, one system of equations; dense, n = 500 and 2000 (--part: some of the sizes)."""
from harness import *
import numpy as np, torch, jax, jax.numpy as jnp
set_torch_threads()
jax.config.update("jax_enable_x64", True)
b = Bench("W20")
for n in [int(s) for s in A.part.split(",")] if A.part else (500, 2000):
    x = np.random.default_rng(n).standard_normal((n, n))
    p = x.T @ x / n + np.eye(n)
    r = np.random.default_rng(1).standard_normal(n)
    for dt in ("float64", "float32"):
        args = {"cholesky": (p,), "eigh": (p,), "svd": (x,), "solve": (x, r)}
        libraries = {
            "numpy OpenBLAS": (np.asarray, {"cholesky": np.linalg.cholesky, "eigh": np.linalg.eigh, "svd": lambda a: np.linalg.svd(a, full_matrices=False),
                                            "solve": np.linalg.solve}, None),
            "torch MKL": (torch.as_tensor, {"cholesky": torch.linalg.cholesky, "eigh": torch.linalg.eigh, "svd": lambda a: torch.linalg.svd(a, full_matrices=False),
                                            "solve": torch.linalg.solve}, None),
            "jax": (jnp.asarray, {"cholesky": jax.jit(jnp.linalg.cholesky), "eigh": jax.jit(jnp.linalg.eigh), "svd": jax.jit(lambda a: jnp.linalg.svd(a, full_matrices=False)),
                                  "solve": jax.jit(jnp.linalg.solve)}, jax.block_until_ready),
        }
        for op, a in args.items():
            for name, (to, functions, sync) in libraries.items():
                def build(to=to, f=functions[op], sync=sync, a=a, dt=dt):
                    c = [to(y.astype(dt)) for y in a]
                    return loop(lambda: f(*c), sync)
                b.add(f"{name} {op} {n}", dt, build, "call")
b.run()
