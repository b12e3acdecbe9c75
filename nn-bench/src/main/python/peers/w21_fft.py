"""W21: Fourier transforms, forward, of many lines or planes: complex to complex, and real to half; float32."""
from harness import *
import numpy as np, scipy.fft, torch, jax, jax.numpy as jnp
set_torch_threads()
b = Bench("W21")
for name, shape, axes in (("1-D 8192", (128, 8192), (1,)), ("1-D 65536", (16, 65536), (1,)), ("2-D 32x32", (1000, 32, 32), (1, 2)), ("2-D 256x256", (32, 256, 256), (1, 2))):
    g = np.random.default_rng(0)
    x = g.standard_normal(shape).astype("float32")
    z = (x + 1j * g.standard_normal(shape)).astype("complex64")
    for kind, a in (("complex", z), ("real", x)):
        def sp(a=a, axes=axes, f=scipy.fft.fftn if kind == "complex" else scipy.fft.rfftn):
            return loop(lambda: f(a, axes=axes, workers=T))
        b.add(f"scipy pocketfft {kind} {name}", "float32", sp, "call")
        def to(a=a, axes=axes, f=torch.fft.fftn if kind == "complex" else torch.fft.rfftn):
            t = torch.as_tensor(a)
            return loop(lambda: f(t, dim=axes))
        b.add(f"torch MKL {kind} {name}", "float32", to, "call")
        def jx(a=a, axes=axes, f=jnp.fft.fftn if kind == "complex" else jnp.fft.rfftn):
            j, h = jnp.asarray(a), jax.jit(lambda v: f(v, axes=axes))
            return loop(lambda: h(j), jax.block_until_ready)
        b.add(f"jax {kind} {name}", "float32", jx, "call")
b.run()
