"""Steps that a strong Wolfe search tries, by a program of its own.

The search: steps grow until two enclose an acceptable one (Nocedal and Wright 2006, algorithm 3.5), the interval then shrinks
(algorithm 3.6). The next step is the minimiser of the cubic through two values and slopes, found here among the roots of its
derivative, which is solved for by Cramer's rule; the closed formula is not used. Growing is kept within 1.01 and 10 times;
within an interval, a step nearer than a tenth of its length to an end is moved to a tenth from it if it is the second one in a
row or is the end itself.

The functions are those of More and Thuente (1994), section 5, and three others: a wall behind which there is
no value, a wave, a line that falls for ever.

    python line_searches.py > line-searches.json
"""

import json
import math

EPSILON = 2.0 ** -52


def thuente(k):
    if k == 1:
        return lambda a: (-a / (a * a + 2), (a * a - 2) / (a * a + 2) ** 2)
    if k == 2:
        return lambda a: ((a + 0.004) ** 5 - 2 * (a + 0.004) ** 4, 5 * (a + 0.004) ** 4 - 8 * (a + 0.004) ** 3)
    if k == 3:
        def f(a):
            beta, l = 0.01, 39
            if a <= 1 - beta:
                p, d = 1 - a, -1.0
            elif a >= 1 + beta:
                p, d = a - 1, 1.0
            else:
                p, d = (a - 1) ** 2 / (2 * beta) + beta / 2, (a - 1) / beta
            w = l * math.pi / 2
            return p + 2 * (1 - beta) / (l * math.pi) * math.sin(w * a), d + (1 - beta) * math.cos(w * a)
        return f
    b1, b2 = {4: (0.001, 0.001), 5: (0.01, 0.001), 6: (0.001, 0.01)}[k]
    g = lambda b: math.sqrt(1 + b * b) - b

    def f(a):
        r1, r2 = math.sqrt((1 - a) ** 2 + b2 * b2), math.sqrt(a * a + b1 * b1)
        return g(b1) * r1 + g(b2) * r2, g(b1) * (a - 1) / r1 + g(b2) * a / r2
    return f


def wall(a):
    return (math.nan, math.nan) if a >= 2 else (-a + 0.01 / (2 - a), -1 + 0.01 / (2 - a) ** 2)


def wave(a):
    return 0.02 * a * a - math.sin(3 * a), 0.04 * a - 3 * math.cos(3 * a)


def line(a):
    return -a, -1.0


FUNCTIONS = {f"thuente{k}": thuente(k) for k in range(1, 7)} | {"wall": wall, "wave": wave, "line": line}


def cubic(a, b, least, most):
    """The minimiser, within bounds, of p(t) = fa + da s + q s^2 + r s^3 with s = t - ta through both points."""
    (ta, fa, da), (tb, fb, db) = sorted([a, b])
    middle = (least + most) / 2
    if not all(map(math.isfinite, (fa, da, fb, db))) or ta == tb:
        return middle
    h = tb - ta
    # q h^2 + r h^3 = u,  2 q h + 3 r h^2 = v
    u, v = fb - fa - da * h, db - da
    det = h ** 2 * 3 * h ** 2 - h ** 3 * 2 * h
    q = (u * 3 * h ** 2 - v * h ** 3) / det
    r = (h ** 2 * v - 2 * h * u) / det
    disc = 4 * q * q - 12 * r * da
    if disc < 0:
        return middle
    roots = []
    if abs(r) * h * h > 1e-14 * abs(da):
        s = -(2 * q + math.copysign(math.sqrt(disc), q)) / 2
        roots = [s / (3 * r)] + ([da / s] if s != 0 else [])
    elif abs(q) * h > 1e-14 * abs(da):
        roots = [-da / (2 * q)]
    roots = [s for s in roots if 2 * q + 6 * r * s >= 0]
    if not roots:  # a straight line falls for ever
        return most if da < 0 and abs(q) * h < 1e-12 and abs(r) * h * h < 1e-12 else middle
    return min(max(ta + roots[0], least), most)


def search(f, unit, c1, c2, most_tries):
    tried = []
    f0, d0 = f(0.0)
    slack = 4 * EPSILON * abs(f0)

    def at(t):
        tried.append(t)
        return (t, *f(t))

    finite = lambda p: math.isfinite(p[1]) and math.isfinite(p[2])
    high_up = lambda p: not finite(p) or p[1] > f0 + c1 * p[0] * d0 + slack
    flat = lambda p: abs(p[2]) <= -c2 * d0
    before, now, first = (0.0, f0, d0), at(unit), True
    while True:
        if high_up(now) or not first and now[1] >= before[1] + slack:
            break
        if flat(now):
            return tried, True
        if now[2] >= 0:
            break
        if len(tried) >= most_tries:
            return tried, False
        step = cubic(before, now, now[0] + 0.01 * (now[0] - before[0]), 10 * now[0])
        before, now, first = now, at(step), False
    low, high = (now, before) if finite(now) and now[1] < before[1] else (before, now)
    near_before = False
    while len(tried) < most_tries:
        left, right = sorted((low[0], high[0]))
        if not right > left:
            break
        t = cubic(low, high, left, right)
        tenth = (right - left) / 10
        near = min(right - t, t - left) < tenth
        if near and (near_before or not left < t < right):
            t = right - tenth if right - t < t - left else left + tenth
            near = False
        near_before = near
        now = at(t)
        if high_up(now) or now[1] >= low[1] + slack:
            high = now
        elif flat(now):
            return tried, True
        else:
            if now[2] * (high[0] - low[0]) >= 0:
                high = low
            low = now
    return tried, False


def main():
    cases = []
    for name, f in FUNCTIONS.items():
        for unit in (1e-3, 0.1, 1.0, 10.0, 1e3):
            for c1, c2 in ((1e-4, 0.9), (1e-3, 0.1), (0.1, 0.2), (0.3, 0.5)):
                tries = 8 if name == "line" else 25
                steps, found = search(f, unit, c1, c2, tries)
                cases.append({"function": name, "unit": unit, "c1": c1, "c2": c2, "tries": tries, "steps": steps,
                              "found": found})
    print(json.dumps(cases, indent=None).replace("}, {", "},\n {"))


main()
