"""Fresh-process cost: import + one W02 training step (forward, loss, backward, Adam), exit. 7 runs each, wall time and peak RSS of the child."""
from harness import *
import subprocess
C = {}
C["python empty"] = "pass"
C["numpy import"] = "import numpy"
C["torch import"] = "import torch"
C["torch eager one step"] = """
import torch
torch.set_num_threads(%d)
m=torch.nn.Sequential(torch.nn.Linear(2,64),torch.nn.Tanh(),torch.nn.Linear(64,64),torch.nn.Tanh(),torch.nn.Linear(64,1))
o=torch.optim.Adam(m.parameters(),lr=1e-3); x=torch.randn(32,2); y=torch.randn(32,1)
l=torch.nn.functional.mse_loss(m(x),y); l.backward(); o.step(); print(float(l))
""" % T
C["jax jit one step (optax)"] = """
import jax, jax.numpy as jnp, numpy as np, optax
g=np.random.default_rng(0); p=[(jnp.asarray(g.standard_normal((a,c))/a**.5,'float32'),jnp.zeros(c)) for a,c in ((2,64),(64,64),(64,1))]
tx=optax.adam(1e-3); s=tx.init(p); x=jnp.asarray(g.standard_normal((32,2)),'float32'); y=jnp.asarray(g.standard_normal((32,1)),'float32')
def loss(p,x,y):
    for w,c in p[:-1]: x=jnp.tanh(x@w+c)
    return jnp.mean((x@p[-1][0]+p[-1][1]-y)**2)
@jax.jit
def step(p,s,x,y):
    l,g=jax.value_and_grad(loss)(p,x,y); u,s=tx.update(g,s,p); return optax.apply_updates(p,u),s,l
p,s,l=step(p,s,x,y); print(float(l))
"""
C["jax jit one step (hand-written Adam, no optax)"] = """
import jax, jax.numpy as jnp, numpy as np
g=np.random.default_rng(0); p=[(g.standard_normal((a,c)).astype('float32'),np.zeros(c,'float32')) for a,c in ((2,64),(64,64),(64,1))]
z=jax.tree.map(np.zeros_like,p); x=g.standard_normal((32,2)).astype('float32'); y=g.standard_normal((32,1)).astype('float32')
def loss(p,x,y):
    for w,c in p[:-1]: x=jnp.tanh(x@w+c)
    return jnp.mean((x@p[-1][0]+p[-1][1]-y)**2)
@jax.jit
def step(p,m,v,t,x,y):
    l,g=jax.value_and_grad(loss)(p,x,y); t=t+1
    m=jax.tree.map(lambda a,b:.9*a+.1*b,m,g); v=jax.tree.map(lambda a,b:.999*a+.001*b*b,v,g)
    return jax.tree.map(lambda a,b,c:a-1e-3*b/(1-.9**t)/(jnp.sqrt(c/(1-.999**t))+1e-8),p,m,v),m,v,t,l
p,m,v,t,l=step(p,z,z,0.,x,y); print(float(l))
"""
C["scikit-learn import GP"] = "import sklearn.gaussian_process"
C["kymatio.torch import"] = "from kymatio.torch import Scattering2D"
C["diffrax import"] = "import diffrax"
NT = {"neural-tangents import": "import neural_tangents"}
ntpy = os.environ.get("NT_PYTHON", "")


def rss_of(py, src):
    w = "import sys,resource,subprocess;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL,check=True);print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", w, py, "-c", src], capture_output=True, text=True, check=True).stdout)


runs = [(k, sys.executable, s) for k, s in C.items()] + ([(k, ntpy, s) for k, s in NT.items()] if ntpy else [])
runs = [r for r in runs if not A.only or any(o in r[0] for o in A.only.split(","))]
times = {k: [] for k, _, _ in runs}
rss = {}
try:
    for k, py, s in runs:
        rss[k] = rss_of(py, s)          # also warms the page cache
    if A.serve:
        def wall(i):
            t = time.perf_counter(); subprocess.run([runs[i][1], "-c", runs[i][2]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            return time.perf_counter() - t
        serve([dict(name=k, dtype="float32", unit="process", units=1, first_s=0.0, note=f"peak RSS {rss[k]/1024:.0f} MiB (warm page cache)") for k, _, _ in runs], [], wall)
        sys.exit(0)
    for r in range(A.reps):
        for k, py, s in runs:
            t = time.perf_counter(); subprocess.run([py, "-c", s], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True); times[k].append(time.perf_counter() - t)
finally:
    for k, _, _ in runs:
        if times[k]:
            emit("W14", k, "float32", times[k], "process", f"peak RSS {rss[k]/1024:.0f} MiB (warm page cache)", rss_mib=round(rss[k] / 1024))
