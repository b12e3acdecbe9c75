"""Shared timing harness. Import BEFORE torch/jax: it pins the process and sets thread variables.

usage of a script:  python wNN_x.py --threads 1|2 [--only substr] [--out results.jsonl] [--serve]
A peer is a function fn(k): do k units of work and return only when finished.
All peers of one process are timed in interleaved rounds: round r times peer 1, peer 2, ...

With --serve the process does not choose when to time: once its peers are built and warm it prints "ready {json}" and
then obeys its standard input, one word a line:
  go    time every peer once, print "time {json}" for each and then "done"
  next  leave this stage (a script that calls run() several times builds its next peers); also when the input ends
"""
import argparse, json, os, platform, signal, sys, time, statistics, datetime

_p = argparse.ArgumentParser()
_p.add_argument("--threads", type=int, default=1)
_p.add_argument("--only", default="", help="comma list of substrings; keep peers whose name contains one")
_p.add_argument("--part", default="", help="script specific sub-selection")
_p.add_argument("--reps", type=int, default=7)
_p.add_argument("--min-time", type=float, default=0.2)
_p.add_argument("--budget", type=float, default=20.0, help="seconds for the timed part; beyond it no further repetition starts after the third")
_p.add_argument("--out", default="")
_p.add_argument("--serve", action="store_true", help="time one round per line \"go\" on standard input")
A = _p.parse_args()
T = A.threads
PINNED = ""
if hasattr(os, "sched_setaffinity"):
    if T == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    elif len(os.sched_getaffinity(0)) > T:
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:T]))
    PINNED = ",".join(map(str, sorted(os.sched_getaffinity(0))))
_out = None
if A.serve:                                 # the protocol owns the real standard output; whatever a library prints goes to stderr
    _out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
for v in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[v] = str(T)
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", str(T))
HERE = os.path.dirname(os.path.abspath(__file__))


def set_torch_threads():
    import torch
    torch.set_num_threads(T)


def _term(*_):
    raise SystemExit("terminated")


signal.signal(signal.SIGTERM, _term)        # a time limit still reports the repetitions already taken


class Bench:
    def __init__(self, workload):
        self.workload, self.peers = workload, []

    def add(self, peer, dtype, build, unit="step", chunk=1, note="", max_k=10**9, slow=False):
        """build() -> fn(k) (or (fn, note)); chunk: units of work per fn(1)."""
        full = f"{self.workload} {peer} {dtype}"
        if A.only and not any(s in full for s in A.only.split(",")):
            return
        self.peers.append(dict(peer=peer, dtype=dtype, build=build, unit=unit, chunk=chunk, note=note, max_k=max_k, slow=slow))

    def run(self, sub=None):
        live, failed = [], []
        for p in self.peers:
            t0 = time.perf_counter()
            try:
                r = p["build"]()
                fn, extra = r if isinstance(r, tuple) else (r, "")
                if p["slow"]:                          # calls of many seconds: build() has already run the work once
                    p.update(first_s=time.perf_counter() - t0, fn=fn, k=1, times=[], extra=extra)
                    live.append(p)
                    continue
                fn(1)                                  # compile / first call
                p["first_s"] = time.perf_counter() - t0
                t = time.perf_counter(); fn(1); dt = time.perf_counter() - t
                k = 1
                while dt < 0.1 and k < p["max_k"]:     # warm up and calibrate
                    k = min(p["max_k"], max(k + 1, int(k * min(10, 0.15 / max(dt, 1e-7)))))
                    t = time.perf_counter(); fn(k); dt = time.perf_counter() - t
                k = min(p["max_k"], max(1, round(k * A.min_time * 1.1 / dt + 0.5))) if dt < A.min_time else k
                p.update(fn=fn, k=k, est=dt if k == 1 else A.min_time, times=[], extra=extra)
                live.append(p)
                print(f"# {p['peer']} {p['dtype']} built+first {p['first_s']:.1f}s, k={k}", file=sys.stderr, flush=True)
            except Exception as e:
                print(f"# FAILED {self.workload} {p['peer']} {p['dtype']}: {type(e).__name__}: {str(e)[:300]}", file=sys.stderr, flush=True)
                failed.append(dict(name=p["peer"], dtype=p["dtype"], error=f"{type(e).__name__}: {str(e)[:300]}"))
        if A.serve:
            serve([dict(name=p["peer"], dtype=p["dtype"], unit=p["unit"], units=p["k"] * p["chunk"], first_s=round(p["first_s"], 3),
                        note="; ".join(x for x in (p["note"], p["extra"]) if x)) for p in live], failed, lambda i: time_once(live[i]))
            self.peers = []
            return
        try:
            self.rounds(live)
        finally:
            for p in live:
                if p["times"]:
                    n = "; ".join(x for x in (p["note"], p["extra"]) if x)
                    emit(self.workload, p["peer"], p["dtype"], p["times"], p["unit"], n, first_s=round(p["first_s"], 2))
        self.peers = []

    def rounds(self, live):
        start, rnd = time.perf_counter(), 0
        while rnd < A.reps and not (rnd >= 3 and time.perf_counter() - start > A.budget):
            for p in live:
                p["times"].append(time_once(p))
            rnd += 1


def time_once(p):
    """seconds per unit of one timing"""
    t = time.perf_counter(); p["fn"](p["k"]); dt = time.perf_counter() - t
    return dt / (p["k"] * p["chunk"])


def say(word, **d):
    _out.write(word + (" " + json.dumps(d) if d else "") + "\n")
    _out.flush()


def serve(peers, failed, timing):
    """One stage: timing(i) measures peers[i] once and returns seconds per unit."""
    versions = {"python": platform.python_version()}
    for m in ("torch", "jax", "optax", "numpy", "diffrax", "torchdiffeq", "gpytorch", "sklearn", "kymatio", "neural_tangents", "e2cnn"):
        if m in sys.modules and hasattr(sys.modules[m], "__version__"):
            versions[m] = sys.modules[m].__version__
    say("ready", timed=peers, failed=failed, versions=versions, pinned=PINNED)
    for line in sys.stdin:
        word = line.strip()
        if word == "go":
            for i, p in enumerate(peers):
                try:
                    say("time", name=p["name"], dtype=p["dtype"], seconds=timing(i))
                except Exception as e:
                    say("lost", name=p["name"], dtype=p["dtype"], error=f"{type(e).__name__}: {str(e)[:300]}")
            say("done")
        elif word == "next":
            return
        elif word:
            say("error", error=f"unknown word {word!r}; go and next are known")


def emit(workload, peer, dtype, times, unit, note="", **kw):
    d = dict(workload=workload, peer=peer, threads=T, dtype=dtype, median_s=float(f"{statistics.median(times):.6g}"),
             best_s=float(f"{min(times):.6g}"), reps=len(times), unit=unit, note=note, **kw)
    d["at"] = datetime.datetime.now().strftime("%H:%M:%S")
    line = json.dumps(d)
    print(line, flush=True)
    if A.out:
        with open(A.out, "a") as f:
            f.write(line + "\n")


def loop(one, sync=None):
    """fn(k) from a one-unit function; sync(last result) blocks."""
    def fn(k):
        r = None
        for _ in range(k):
            r = one()
        if sync:
            sync(r)
    return fn
