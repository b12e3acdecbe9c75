from harness import *
b = Bench("W99")


def broken():
    raise ValueError("cannot be built")


def flaky():
    calls = []
    def fn(k):
        calls.append(k)
        if len(calls) > 2: raise RuntimeError("lost its state")
        time.sleep(0.15)
    return fn


print("this line must not reach the protocol")
for dtype in ("float32", "float64"):
    b.add("sleep 2 ms", dtype, lambda: (loop(lambda: time.sleep(0.02)), "as told"), "nap", chunk=10, note="asleep")
    if dtype == "float32":
        b.add("broken", dtype, broken, "nap")
        b.add("flaky", dtype, flaky, "nap")
        b.add("left out", dtype, broken, "nap")
    b.run()
