"""Special functions and their derivatives at 50 digits by mpmath: python make_special.py"""
import json
import mpmath as mp
import numpy as np

mp.mp.dps = 60
arrays = {}


def store(name, xs, f, orders=(0,)):
    arrays[f"{name}.x"] = np.array(xs, dtype=float)
    for n in orders:
        arrays[f"{name}.d{n}"] = np.array([float(f(mp.mpf(float(x)), n)) for x in xs])


def scaled(n, x):
    """e^(x^2) i^n erfc(x) by its recurrence, at many digits."""
    with mp.workdps(250):
        before, y = 2 / mp.sqrt(mp.pi), mp.exp(x * x) * mp.erfc(x)
        for k in range(1, n + 1):
            before, y = y, (before - 2 * x * y) / (2 * k)
        return +y


store("erfcx", [-25, -6, -1, -0.3, 0, 0.1, 0.2499, 0.25, 0.7, 2, 5, 30, 1e3, 1e8], lambda x, n: (-2) ** n * mp.factorial(n) * scaled(n, x), range(4))


def log_cdf(x, n):
    with mp.workdps(120):
        z = -x / mp.sqrt(2)
        if n == 0:
            return mp.log(mp.erfc(z) / 2)
        phi = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
        h = phi / (mp.erfc(z) / 2)
        if n == 1:
            return h
        d = -h * (x + h)
        if n == 2:
            return d
        return -d * (x + h) - h * (1 + d)


store("log_normal_cdf", [-1e4, -300, -38, -10, -3, -1, -0.5, -1e-9, 0, 1e-9, 0.5, 1, 3, 8], log_cdf, range(4))


def quantile(p, n):
    with mp.workdps(120):
        low = min(p, 1 - p)
        q = -mp.sqrt(-2 * mp.log(2 * low))
        for _ in range(40):
            cdf = mp.erfc(-q / mp.sqrt(2)) / 2
            q -= mp.log(cdf / low) * cdf * mp.sqrt(2 * mp.pi) * mp.exp(q * q / 2)
        q = q if p < 0.5 else -q
        g = mp.sqrt(2 * mp.pi) * mp.exp(q * q / 2)
        return [q, g, q * g * g, g ** 3 * (1 + 2 * q * q)][n]


store("normal_quantile", [1e-300, 1e-30, 1e-5, 0.01, 0.1999, 0.2001, 0.4, 0.5 - 1e-10, 0.5 + 1e-10, 0.7, 0.9, 0.99, 1 - 1e-9], quantile, range(4))
store("sinh", [-700, -3, -1e-9, 0, 1e-5, 1, 20], lambda x, n: mp.sinh(x) if n % 2 == 0 else mp.cosh(x), range(4))
for nu in (0, 0.5, 1.3, 7, 40.25):
    store(f"bessel_k_{nu}", [1e-6, 0.01, 0.3, 1, 4, 20, 100, 600], lambda x, n, nu=nu: mp.besselk(nu, x))
for a, b in ((0.5, 0.5), (2, 3), (30, 4), (120.5, 300)):
    store(f"beta_{a}_{b}", [1e-8, 0.01, 0.2, 0.3, 0.5, 0.77, 0.9, 0.999], lambda x, n, a=a, b=b: mp.betainc(a, b, 0, x, regularized=True))
for a in (0.3, 1, 5.5, 80):
    store(f"gamma_upper_{a}", [1e-6, 0.1, 1, 4, 20, 90, 200], lambda x, n, a=a: mp.gammainc(a, x, mp.inf, regularized=True))
    store(f"gamma_lower_{a}", [1e-6, 0.1, 1, 4, 20, 90, 200], lambda x, n, a=a: mp.gammainc(a, 0, x, regularized=True))

np.savez_compressed("special.npz", **arrays)
json.dump({"topic": "special", "stem": "special", "made_by": f"mpmath {mp.__version__}, 60 to 250 digits, rounded",
           "d": "<case>.dN: the N-th derivative", "tolerance": "1e-13 relative", "arrays": {k: list(v.shape) for k, v in arrays.items()}}, open("special.json", "w"), indent=1)
