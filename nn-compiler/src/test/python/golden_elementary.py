"""Golden values of the elementary functions. Version 1; Python 3.11, mpmath 1.3, numpy 2.

    python nn-core/src/test/python/golden_elementary.py nn-core/src/test/resources/dev/lemma/core/compiler/elementary/golden.csv.gz

One line per point: function, 32 or 64, arguments as hexadecimal bits of that type (separated by a blank), value rounded to a double as
hexadecimal bits, and what the rounding lost, in ulp of the double. Values are computed with 60 digits. Arguments spread over all exponents
and signs, and uniformly over the range where the function is interesting; points whose value is infinite are left out.
"""
import gzip
import io
import math
import struct
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 60
random = np.random.default_rng(1)


def softplus(x):
    return max(x, mp.mpf(0)) + mp.log1p(mp.exp(-abs(x)))


def sigmoid(x):
    e = mp.exp(-abs(x))
    return (e if x < 0 else 1) / (1 + e)


def erfc(x):
    return mp.erfc(x) if abs(x) < 100 else mp.mpf(0 if x > 0 else 2)


def erf(x):
    return mp.erf(x) if abs(x) < 100 else mp.sign(x)


def tanh(x):
    return mp.tanh(x) if abs(x) < 1000 else mp.sign(x)


def exp(x):
    return mp.exp(max(x, mp.mpf(-5000)))


def log_gamma(x):
    return mp.re(mp.loggamma(x))


# name: function, least argument, largest argument, half-widths of the uniform ranges for float32 and float64, points worth having
FUNCTIONS = {
    "exp": (exp, -math.inf, 709.78, (1, 104), (1, 746), [88.72, -103.97, -87.4, 709.78, -745.13, -708.5]),
    "expm1": (lambda x: mp.expm1(max(x, mp.mpf(-5000))), -math.inf, 709.78, (1, 20, 88.7), (1, 40, 709), [88.5, 0.3, -0.3, 1.04, -17.4]),
    "log": (mp.log, 0, math.inf, (1, 2, 1000), (1, 2, 1000), [1, 0.999999, 1.000001, 0.70710677, 0.7071068, 1.41421356]),
    "log1p": (mp.log1p, -1, math.inf, (0.999, 2, 1000), (0.999, 2, 1000), [-0.29289, 0.41421, 1e30, 1e36, 1e300, 1e305]),
    "tanh": (tanh, -math.inf, math.inf, (0.7, 10), (0.7, 20), [0.625, 0.6249999, 9.01, 9.02, 19.06]),
    "sigmoid": (sigmoid, -math.inf, math.inf, (6, 105), (40, 746), [-88.7, -103.9, -745, -708.5]),
    "log_sigmoid": (lambda x: -softplus(-x), -math.inf, math.inf, (3, 105), (3, 746), [88.7, 103.9, 745, 708.5]),
    "softplus": (softplus, -math.inf, math.inf, (3, 105), (3, 746), [-88.7, -103.9, -745, -708.5]),
    "erf": (erf, -math.inf, math.inf, (1, 4), (1, 6), [3.91, 3.92, 5.86, 5.92]),
    "erfc": (erfc, -math.inf, math.inf, (1, 10.1), (1, 27.3), [0.61, 0.6099999, 9.19, 10.05, 26.5, 27.2]),
    "sin": (mp.sin, -math.inf, math.inf, (3.2, 60000), (3.2, 1e6, 1e9), [3.14159274, 6.2831855, 11, 22, 355, 65536, 1e9]),
    "cos": (mp.cos, -math.inf, math.inf, (3.2, 60000), (3.2, 1e6, 1e9), [1.57079637, 4.712389, 11, 22, 355, 65536, 1e9]),
    "atan": (mp.atan, -math.inf, math.inf, (2, 50), (2, 50), [1, 0.9999999, 1.0000001]),
    "log_gamma": (log_gamma, -30, math.inf, (1, 3, 30), (1, 3, 30), [1, 2, 0.99999, 1.00001, 1.99999, 2.00001, 0.5, 1.5, 2.5, 10]),
    "digamma": (mp.digamma, -30, math.inf, (1, 3, 30), (1, 3, 30), [1.4616321, 1.4616322, 1.76, 1.17, 10]),
    "trigamma": (lambda x: mp.psi(1, x), -30, math.inf, (1, 3, 30), (1, 3, 30), [10, 11]),
    "polygamma3": (lambda x: mp.psi(3, x), -10, 1e6, (1, 3, 30), (1, 3, 30), [10, 14]),
}
LOGARITHMIC, UNIFORM = 140, 160


def points(width, least, largest, ranges, special):
    bits = width - 1
    exponents = 8 if width == 32 else 11
    xs = []
    for i in range(LOGARITHMIC):
        top = (i * ((1 << exponents) - 1) // LOGARITHMIC) << (bits - exponents)
        raw = top | int(random.integers(0, 1 << (bits - exponents)))
        xs.append(struct.unpack("<f", struct.pack("<I", raw))[0] if width == 32 else struct.unpack("<d", struct.pack("<Q", raw))[0])
    xs += [-x for x in xs[::2]]
    for i in range(UNIFORM):
        xs.append(random.uniform(-1, 1) * ranges[i % len(ranges)])
    xs += special + [-x for x in special]
    if width == 32:
        xs = [float(np.float32(x)) for x in xs if abs(x) < 3.4e38]
    return sorted({x for x in xs if least < x < largest and x != 0})


def main(path):
    out = io.StringIO()
    for name, (f, least, largest, ranges32, ranges64, special) in FUNCTIONS.items():
        for width, ranges in ((32, ranges32), (64, ranges64)):
            for x in points(width, least, largest, ranges, special):
                if "gamma" in name and x < 0 and x == int(x):
                    continue
                value = f(mp.mpf(x))
                if abs(value) >= mp.mpf(2) ** (128 if width == 32 else 1024):
                    continue
                rounded = float(value)
                lost = (value - mp.mpf(rounded)) / mp.mpf(math.ulp(rounded))
                bits = struct.pack(">f", x).hex() if width == 32 else struct.pack(">d", x).hex()
                out.write(f"{name},{width},{bits},{struct.pack('>d', rounded).hex()},{float(lost):.2f}\n")
        print(name, file=sys.stderr, flush=True)
    for width, top in ((32, 88), (64, 709)):
        for i in range(300):
            x = math.exp(random.uniform(-1, 1) * (top if i % 3 == 0 else 1 if i % 3 == 1 else 1e-3))
            y = random.uniform(-1, 1) * (4 if i % 4 == 0 else top / max(abs(math.log(x)), 1e-3))
            if width == 32:
                x, y = float(np.float32(x)), float(np.float32(y))
            value = mp.power(mp.mpf(x), mp.mpf(y))
            if value >= mp.mpf(2) ** (128 if width == 32 else 1024):
                continue
            rounded = float(value)
            lost = (value - mp.mpf(rounded)) / mp.mpf(math.ulp(rounded))
            bits = " ".join((struct.pack(">f", q) if width == 32 else struct.pack(">d", q)).hex() for q in (x, y))
            out.write(f"pow,{width},{bits},{struct.pack('>d', rounded).hex()},{float(lost):.2f}\n")
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as file:
        file.write(out.getvalue().encode())


main(sys.argv[1])
