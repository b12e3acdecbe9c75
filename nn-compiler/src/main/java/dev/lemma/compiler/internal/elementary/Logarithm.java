package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;

/**
 * {@code log x} and {@code log(1 + x)}.
 *
 * <p>{@code x = 2ᵏ (1 + f)} with √½ ≤ 1 + f ≤ √2. In float32 {@code log(1+f) = f + f² q(f)}; in float64, with {@code s =
 * f/(2+f)}, {@code log(1+f) = f − s (f − v q(v))}, {@code v = s²}: one division instead of ten coefficients.
 */
final class Logarithm {
    private static final double LN2_32 = (float) Math.log(2);
    private static final double LN2_HIGH_64 = 0x1.62e42fefa38p-1; // 42 bits: k times it is exact
    private static final double LN2_LOW_64 = 0x1.ef35793c7673p-45;
    private static final int ROOT_HALF_32 = 0x3f3504f3;
    private static final long ROOT_HALF_64 = 0x3fe6a09e667f3bcdL;

    private Logarithm() {}

    static int log(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        Split split = split(l, x);
        int y = sum(l, split.k, 1, split.f);
        int nonPositive = b.select(b.eq(x, l.c(0)), l.c(Double.NEGATIVE_INFINITY), l.c(Double.NaN));
        return b.select(b.lt(x, l.c(Double.POSITIVE_INFINITY)), b.select(b.lt(l.c(0), x), y, nonPositive), x);
    }

    /** {@code x = 2ᵏ (1 + f)}, k as a real. */
    record Split(int k, int f) {}

    /** For positive finite x, subnormal ones too. */
    static Split split(Lanes l, int x) {
        ChainBuilder b = l.b();
        int small = b.lt(x, l.c(0x1p-126, 0x1p-1022));
        int scaled = b.select(small, b.mul(x, l.c(0x1p24, 0x1p54)), x);
        int bias = b.select(small, l.c(0x1p23 + 24 + 127, 0x1p52 + 54 + 1023), l.c(0x1p23 + 127, 0x1p52 + 1023));
        int ahead = b.iadd(b.bits(scaled), b.integer(aheadOf(l)));
        int k = b.sub(exponent(l, ahead), bias);
        return new Split(k, b.sub(b.real(b.iadd(b.and(ahead, fractionMask(l)), rootHalf(l))), l.c(1)));
    }

    /**
     * {@code 1 + x = 2ᵏ (1 + f)} where k comes from the rounded sum but {@code f = 2⁻ᵏ x − (1 − 2⁻ᵏ)} from x itself.
     * Arguments whose 2⁻ᵏ is not a normal number, more than {@code 2¹²⁵} or {@code 2¹⁰²¹}, are far beyond the point where the
     * 1 matters; they are scaled down first.
     */
    static int log1p(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int one = l.c(1);
        int large = b.lt(l.c(0x1p100, 0x1p1000), x);
        int y = b.select(large, b.mul(x, l.c(0x1p-60)), x);
        int u = b.add(y, one);
        int ahead = b.iadd(b.bits(u), b.integer(aheadOf(l)));
        int bias = b.select(large, l.c(0x1p23 + 127 - 60, 0x1p52 + 1023 - 60), l.c(0x1p23 + 127, 0x1p52 + 1023));
        int minusK = b.sub(bias, exponent(l, ahead));
        int field = b.and(ahead, b.integer(l.single() ? 0x7f800000L : 0x7ff0000000000000L));
        int scale = b.real(b.isub(b.integer(l.single() ? 254L << 23 : 2046L << 52), field));
        int f = b.fma(y, scale, b.neg(b.sub(one, scale))); // not scale − 1, which would be +0 and lose the sign of −0
        int r = sum(l, minusK, -1, f);
        int outside = b.select(b.eq(x, l.c(-1)), l.c(Double.NEGATIVE_INFINITY), l.c(Double.NaN));
        return b.select(b.lt(x, l.c(Double.POSITIVE_INFINITY)), b.select(b.lt(l.c(-1), x), r, outside), x);
    }

    /** {@code log(1 + e)} for 0 ≤ e ≤ 1. */
    static int ofOnePlusUnit(Lanes l, int e) {
        return l.single() ? single(l, e, Coefficients.LOG_UNIT_32) : twice(l, e, Coefficients.LOG_UNIT_64);
    }

    /** {@code ±k log 2 + log(1 + f)}. */
    private static int sum(Lanes l, int k, int sign, int f) {
        ChainBuilder b = l.b();
        if (l.single()) {
            return b.fma(k, l.c(sign * LN2_32), single(l, f, Coefficients.LOG_32));
        }
        int s = b.div(f, b.add(f, l.c(2)));
        int v = b.mul(s, s);
        int q = b.mul(v, l.polynomial(v, Coefficients.LOG_64));
        int rest = b.fma(b.neg(s), b.sub(f, q), b.mul(k, l.c(sign * LN2_LOW_64)));
        return b.fma(k, l.c(sign * LN2_HIGH_64), b.add(rest, f));
    }

    private static int single(Lanes l, int f, double[] c) {
        return l.b().fma(l.b().mul(f, f), l.polynomial(f, c), f);
    }

    private static int twice(Lanes l, int f, double[] c) {
        ChainBuilder b = l.b();
        int s = b.div(f, b.add(f, l.c(2)));
        int v = b.mul(s, s);
        int q = b.mul(v, l.polynomial(v, c));
        return b.fma(b.neg(s), b.sub(f, q), f);
    }

    /** What makes numbers from √½ on, instead of from 1 on, start a new exponent. */
    private static long aheadOf(Lanes l) {
        return l.single() ? 0x3f800000 - ROOT_HALF_32 : 0x3ff0000000000000L - ROOT_HALF_64;
    }

    private static int rootHalf(Lanes l) {
        return l.b().integer(l.single() ? ROOT_HALF_32 : ROOT_HALF_64);
    }

    private static int fractionMask(Lanes l) {
        return l.b().integer((1L << l.fraction()) - 1);
    }

    /** {@code 2²³} or {@code 2⁵²}, plus the exponent field of {@code bits}, as a real. */
    private static int exponent(Lanes l, int bits) {
        ChainBuilder b = l.b();
        int field = b.shiftRight(bits, l.fraction());
        return b.real(b.or(field, b.bits(l.c(0x1p23, 0x1p52))));
    }
}
