"""Minimax polynomials of dev.lemma.compiler.internal.elementary, printed as Coefficients.java. Version 1; Python 3.11, mpmath 1.3, numpy 2.

    python nn-core/src/test/python/fit_elementary.py > nn-core/src/main/java/dev/lemma/core/compiler/elementary/Coefficients.java

Every fit approximates g(v) by a polynomial in v with the Remez exchange algorithm, minimising the largest |w (p - g)|, where w turns an
error of g into a relative error of the function that is finally computed. Coefficients are rounded to the type of the lanes one at a time,
lowest first, and the rest is fitted again after each, so that later coefficients absorb the rounding of earlier ones.
"""
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 60
GRID = 500


def remez(xs, g, w, n):
    """n coefficients, lowest first, and the largest weighted error on the grid xs; g and w are values on the grid."""
    last = len(xs) - 1
    at = [round(last * (i + 0.3) / (n + 0.6)) for i in range(n + 1)]
    best, least = None, np.inf
    for _ in range(15):
        a, y = mp.matrix(n + 1, n + 1), mp.matrix(n + 1, 1)
        for r, i in enumerate(at):
            for j in range(n):
                a[r, j] = w[i] * xs[i] ** j
            a[r, n] = (-1) ** r
            y[r] = w[i] * g[i]
        c = mp.lu_solve(a, y)
        level, c = abs(c[n]), [c[j] for j in range(n)]
        error = [float(w[i] * (mp.polyval(c[::-1], x) - g[i])) for i, x in enumerate(xs)]
        largest = max(map(abs, error))
        if largest < least:
            best, least = c, largest
        if largest < float(level) * 1.01:
            break
        extrema = []
        for i, e in enumerate(error):
            if e == 0:
                continue
            if not extrema or (e > 0) != (error[extrema[-1]] > 0):
                extrema.append(i)
            elif abs(e) > abs(error[extrema[-1]]):
                extrema[-1] = i
        while len(extrema) > n + 1:  # drop the smallest, then the smaller of its two neighbours, which now have equal signs
            k = min(range(len(extrema)), key=lambda q: abs(error[extrema[q]]))
            if len(extrema) == n + 2:
                k = 0 if abs(error[extrema[0]]) < abs(error[extrema[-1]]) else len(extrema) - 1
            del extrema[k]
            if 0 < k < len(extrema):
                del extrema[k - 1 if abs(error[extrema[k - 1]]) < abs(error[extrema[k]]) else k]
        if len(extrema) < n + 1:
            break
        at = extrema
    return best, least


def least_squares(xs, g, w, n):
    a = mp.matrix([[w[i] * x**j for j in range(n)] for i, x in enumerate(xs)])
    y = mp.matrix([w[i] * g[i] for i in range(len(xs))])
    return list(mp.lu_solve(a.T * a, a.T * y))


def fit(name, what, g, w, low, high, n, single, inside=False):
    """Prints the polynomial with n coefficients, rounded to float32 if single, else to float64; inside: 0 lies well inside the interval, where a rounded lowest coefficient
    leaves no alternation for the exchange, so least squares on Chebyshev nodes take its place.
    """
    low, high = mp.mpf(low), mp.mpf(high)
    xs = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + 0.5) / GRID) for i in range(GRID)]
    left, weight = [g(x) for x in xs], [w(x) for x in xs]
    target, scale = list(left), list(weight)
    fixed = []
    for j in range(n):
        c = least_squares(xs, target, scale, n - j) if inside else remez(xs, target, scale, n - j)[0]
        c = [float(np.float32(float(q))) if single else float(q) for q in c]
        if not single and j > 4:  # the rounding of higher float64 coefficients is far below half an ulp of the result
            fixed += c
            break
        q = c[0]
        fixed.append(q)
        target = [(t - q) / x for t, x in zip(target, xs)]
        scale = [s * x for s, x in zip(scale, xs)]
    error = max(abs(s * (mp.polyval(fixed[::-1], x) - t)) for x, s, t in zip(xs, weight, left))
    print(f"\n    /** {what} Relative error 2^{float(mp.log(error, 2)):.1f}. */")
    print(f"    static final double[] {name} = {{")
    for i in range(0, n, 4):
        print("        " + ", ".join(q.hex() for q in fixed[i:i + 4]) + ",")
    print("    };")
    print(f"{name}: {n} coefficients, 2^{float(mp.log(error, 2)):.2f}", file=sys.stderr, flush=True)


LN2 = mp.log(2)


def exponential(r):
    return (mp.expm1(r) - r) / r**2


def logarithm(f):
    return (mp.log1p(f) - f) / f**2


def logarithm_of_ratio(v):
    s = mp.sqrt(v)
    return ((mp.log1p(s) - mp.log1p(-s)) / s - 2) / v


def tanh_denominator(v):
    r = mp.sqrt(v)
    return v / (mp.tanh(r) / r - 1)


def sine(v):
    r = mp.sqrt(v)
    return (mp.sin(r) / r - 1) / v


def arctangent(v):
    z = mp.sqrt(v)
    return (mp.atan(z) / z - 1) / v


def log_erfc(y):
    return -mp.log(mp.erfc(y)) / y - 1


def scaled_erfc(middle):
    def g(v):
        y = 2 * (v + middle) / (1 - v - middle)
        return (y + 2) * mp.exp(y * y) * mp.erfc(y)
    return g


def middle_of(low, high, single):
    """A number near the middle of the interval at which the value and the slope of scaled_erfc are nearly representable."""
    def lost(middle):
        total = 0
        for order, scale in ((0, 1), (1, 0.35)):
            c = mp.diff(scaled_erfc(mp.mpf(middle)), 0, order)
            total += scale * abs(c - mp.mpf(float(np.float32(float(c))) if single else float(c)))
        return total
    first = round(float(low + high) / 2 * 1024)
    return min([j / 1024 for j in range(first - 20, first + 21)], key=lost)


def both(name, what, g, w, low, high, n32, n64, high64=None):
    fit(name + "_32", what, g, w, low, high, n32, True)
    fit(name + "_64", what, g, w, low, high64 or high, n64, False)


def main():
    print("package dev.lemma.compiler.internal.elementary;\n")
    print("/**\n * Minimax polynomials, lowest coefficient first, for float32 (_32) and float64 (_64). Generated by fit_elementary.py (version 1);\n"
          " * do not edit. The errors are those of the polynomials with rounded coefficients in exact arithmetic.\n */")
    print("final class Coefficients {\n    private Coefficients() {}")
    e = LN2 * mp.mpf("1.0001")
    both("EXP", "{@code (eʳ − 1 − r)/r²}, |r| ≤ ½ log 2, for eʳ.", exponential, lambda r: r * r / mp.exp(r), -e / 2, e / 2, 5, 10)
    both("EXPM1", "{@code (eʳ − 1 − r)/r²}, |r| ≤ log 2, for eʳ − 1.", exponential, lambda r: r * r / abs(mp.expm1(r)), -e, e, 7, 13)
    both("TANH", "{@code v/(tanh(y)/y − 1)}, {@code v = y²}, 0 ≤ y ≤ 0.625, for tanh.", tanh_denominator,
         lambda v: v / tanh_denominator(v) ** 2 * mp.sqrt(v) / mp.tanh(mp.sqrt(v)), 0, mp.mpf("0.625") ** 2, 3, 7)
    low, high = mp.sqrt(0.5) - 1 - mp.mpf("1e-6"), mp.sqrt(2) - 1 + mp.mpf("1e-6")
    fit("LOG_32", "{@code (log(1+f) − f)/f²}, √½ ≤ 1 + f ≤ √2.", logarithm, lambda f: f * f / abs(mp.log1p(f)), low, high, 9, True)
    fit("LOG_64", "{@code (log((1+s)/(1−s))/s − 2)/v}, {@code v = s²}, √½ ≤ (1+s)/(1−s) ≤ √2.", logarithm_of_ratio,
        lambda v: v / 2, 0, "0.02945", 7, False)
    both("LOG_TAIL", "{@code (log((1+s)/(1−s))/s − 2 − 2v/3)/v²}, {@code v = s²}, √½ ≤ (1+s)/(1−s) ≤ √2, for powers.",
         lambda v: (logarithm_of_ratio(v) - mp.mpf(2) / 3) / v, lambda v: v * v / 2, 0, "0.02945", 3, 7)
    fit("LOG_UNIT_32", "{@code (log(1+f) − f)/f²}, 0 ≤ f ≤ 1.", logarithm, lambda f: f * f / mp.log1p(f), 0, 1, 9, True)
    fit("LOG_UNIT_64", "{@code (log((1+s)/(1−s))/s − 2)/v}, {@code v = s²}, 0 ≤ s ≤ ⅓.", logarithm_of_ratio,
        lambda v: v / 2, 0, mp.mpf(1) / 9, 10, False)
    both("ERF", "{@code −log(erfc y)/y − 1}, 0 ≤ y ≤ 3.93 (float32), 5.93 (float64), for erf.", log_erfc,
         lambda y: y * mp.erfc(y) / mp.erf(y), 0, "3.93", 10, 27, "5.93")
    both("ERF_SMALL", "{@code erf(y)/y − 1} in {@code v = y²}, y ≤ 0.61, for erfc.", lambda v: mp.erf(mp.sqrt(v)) / mp.sqrt(v) - 1,
         lambda v: mp.sqrt(v) / mp.erfc(mp.sqrt(v)), 0, "0.3721", 6, 10)
    for name, top, n, single in (("ERFC_32", "10.07", 11, True), ("ERFC_64", "27.3", 25, False)):
        low, high = [mp.mpf(y) / (mp.mpf(y) + 2) for y in ("0.609", top)]
        middle = middle_of(low, high, single)
        g = scaled_erfc(middle)
        fit(name, f"{{@code (y + 2) e^{{y²}} erfc y}} in {{@code v = y/(y + 2) − {middle}}}, 0.61 ≤ y ≤ {float(top)}.", g,
            lambda v: 1 / g(v), low - middle, high - middle, n, single, True)
        print(f"\n    /** The middle of {{@link #{name}}}: the point whose coefficients suffer least from rounding. */")
        print(f"    static final double {name.replace('_', '_MIDDLE_')} = {middle};")
    half = (mp.pi / 2 * mp.mpf("1.0005")) ** 2
    both("SIN", "{@code (sin(r)/r − 1)/v}, {@code v = r²}, |r| ≤ π/2.", sine, lambda v: v * mp.sqrt(v) / mp.sin(mp.sqrt(v)), 0, half, 5, 8)
    both("ATAN", "{@code (atan(z)/z − 1)/v}, {@code v = z²}, 0 ≤ z ≤ 1.", arctangent,
         lambda v: v * mp.sqrt(v) / mp.atan(mp.sqrt(v)), 0, 1, 9, 20)
    print("}")


main()
