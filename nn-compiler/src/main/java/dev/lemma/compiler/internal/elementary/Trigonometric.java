package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.chain.Rare;

/**
 * sin, cos and atan.
 *
 * <p>The first two reduce {@code |x| = n π + r} (n − ½ for the cosine) with π in three parts, each used by a fused
 * multiply-add. The first product is subtracted exactly, so r keeps its relative accuracy next to every multiple of π, up to
 * {@code 2¹⁶} (float32) or {@code 2³⁰} (float64); larger arguments go to scalar code.
 */
final class Trigonometric {
    private static final double[] PI_32 = {0x1.921fb6p1, -0x1.777a5cp-24, -0x1.ee59dap-49};
    private static final double[] PI_64 = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53, -0x1.f1976b7ed8fbcp-109};
    private static final double ONE_OVER_PI = 0x1.45f306dc9c883p-2;

    private Trigonometric() {}

    static int sin(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int y = b.abs(x);
        int offset = l.c(l.magic());
        int shifted = b.fma(y, l.c(ONE_OVER_PI), offset);
        int r = reduce(l, b.sub(shifted, offset), y, 1);
        int sine = sineOfReduced(l, r, b.shiftLeft(b.bits(shifted), signShift(l)));
        return large(l, Huge.SIN, x, b.real(b.xor(b.bits(sine), l.sign(x))));
    }

    /** {@code cos x = sin(x + π/2)}, with {@code |x| + π/2 = n π + r}, so that {@code r = |x| − (2n − 1) π/2}. */
    static int cos(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int y = b.abs(x);
        int offset = l.c(l.magic());
        int shifted = b.add(b.fma(y, l.c(ONE_OVER_PI), l.c(0.5)), offset);
        int n = b.sub(shifted, offset);
        int r = reduce(l, b.fma(n, l.c(2), l.c(-1)), y, 0.5);
        return large(l, Huge.COS, x, sineOfReduced(l, r, b.shiftLeft(b.bits(shifted), signShift(l))));
    }

    /** {@code atan y} for y ≤ 1, {@code π/2 − atan(1/y)} beyond, {@code atan z = z + z³ q(z²)}. */
    static int atan(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int y = b.abs(x);
        int one = l.c(1);
        int steep = b.lt(one, y);
        int z = b.div(b.select(steep, one, y), b.select(steep, y, one));
        int v = b.mul(z, z);
        int q = b.mul(b.mul(z, v), l.polynomial(v, l.single() ? Coefficients.ATAN_32 : Coefficients.ATAN_64));
        int halfPiLow = l.c(PI_32[1] / 2, PI_64[1] / 2);
        int complement = b.sub(l.c(PI_32[0] / 2, PI_64[0] / 2), b.add(z, b.sub(q, halfPiLow)));
        return l.withSign(b.select(steep, complement, b.add(z, q)), x);
    }

    /** {@code y − n unit π}. */
    private static int reduce(Lanes l, int n, int y, double unit) {
        int r = y;
        for (int k = 0; k < 3; k++) {
            r = l.b().fma(n, l.c(-unit * PI_32[k], -unit * PI_64[k]), r);
        }
        return r;
    }

    /** {@code ±sin r}, |r| ≤ π/2, with the sign bit of {@code sign}. */
    private static int sineOfReduced(Lanes l, int r, int sign) {
        ChainBuilder b = l.b();
        int v = b.mul(r, r);
        int sine = b.fma(b.mul(r, v), l.polynomial(v, l.single() ? Coefficients.SIN_32 : Coefficients.SIN_64), r);
        return b.real(b.xor(b.bits(sine), sign));
    }

    /** Brings the lowest bit to the place of the sign. */
    private static int signShift(Lanes l) {
        return l.single() ? 31 : 63;
    }

    private static int large(Lanes l, Rare fn, int x, int y) {
        return l.b().repair(fn, l.b().lt(l.c(0x1p16, 0x1p30), l.b().abs(x)), x, y);
    }

    private enum Huge implements Rare {
        SIN {
            @Override
            public double at(double x) {
                return StrictMath.sin(x);
            }
        },
        COS {
            @Override
            public double at(double x) {
                return StrictMath.cos(x);
            }
        }
    }
}
