package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.chain.Rare;

/**
 * {@code eˣ} and {@code eˣ − 1}.
 *
 * <p>{@code x = n log 2 + r} with an integer n and |r| ≤ ½ log 2, and {@code eˣ = 2ⁿ eʳ}. The power is applied as two
 * factors, of which the first is always exact, so results that are subnormal or next to overflow need no care. For {@code eˣ
 * − 1}, n is even and |r| ≤ log 2: then the sum {@code 2ⁿ (eʳ − 1) + (2ⁿ − 1)} never cancels.
 */
final class Exponential {
    private static final double LN2_HIGH_32 = (float) 0x1.62e42fefa39efp-1;
    private static final double LN2_LOW_32 = 0x1.62e42fefa39efp-1 - LN2_HIGH_32;
    private static final double LN2_HIGH_64 = 0x1.62e42fefa39efp-1;
    private static final double LN2_LOW_64 = 0x1.abc9e3b39803fp-56;
    private static final double LOG2_E = 0x1.71547652b82fep0;

    private Exponential() {}

    /**
     * {@code x = m · step · log 2 + r}.
     *
     * @param shifted a real whose low bits hold m + bias
     * @param r the rest; −r if the step is negative, see {@link #reduce}
     */
    record Reduced(int shifted, int r) {}

    /**
     * {@code x = m · step · log 2 + r}, or for a negative step {@code −x = m |step| log 2 − r}: then r belongs to x, m to −x.
     *
     * @param bias added to m in the low bits of {@link Reduced#shifted}
     * @param accurate whether r needs log 2 in two parts
     */
    static Reduced reduce(Lanes l, int x, int step, int bias, boolean accurate) {
        ChainBuilder b = l.b();
        int offset = l.c(l.magic() + bias);
        int shifted = b.fma(x, l.c(LOG2_E / step), offset);
        int m = b.sub(shifted, offset);
        int r = b.fma(m, l.c(-step * LN2_HIGH_32, -step * LN2_HIGH_64), x); // exact
        return new Reduced(shifted, accurate ? b.fma(m, l.c(-step * LN2_LOW_32, -step * LN2_LOW_64), r) : r);
    }

    /**
     * As {@link #reduce} with step ±1 and {@code bias = 2 l.bias()}, of {@code high + low}, |low| far below {@code
     * high}; r is rounded once.
     */
    static Reduced reduceSum(Lanes l, int high, int low, int step) {
        ChainBuilder b = l.b();
        Reduced reduced = reduce(l, high, step, 2 * l.bias(), false);
        int m = b.sub(reduced.shifted, l.c(l.magic() + 2 * l.bias()));
        return new Reduced(
                reduced.shifted, b.add(reduced.r, b.fma(m, l.c(-step * LN2_LOW_32, -step * LN2_LOW_64), low)));
    }

    /** {@code y · 2ᵐ} from a reduction with {@code bias = 2 l.bias()}, correctly rounded. */
    static int scale(Lanes l, int y, Reduced x) {
        ChainBuilder b = l.b();
        int both = b.bits(x.shifted);
        int first = b.shiftRight(both, 1);
        int second = b.isub(both, first);
        int scaled = b.mul(y, b.real(b.shiftLeft(first, l.fraction())));
        return b.mul(scaled, b.real(b.shiftLeft(second, l.fraction())));
    }

    /** The polynomial of {@code (eʳ − 1 − r)/r²} for |r| ≤ ½ log 2. */
    static double[] tail(Lanes l) {
        return l.single() ? Coefficients.EXP_32 : Coefficients.EXP_64;
    }

    static int exp(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int bounded = l.atLeast(l.atMost(x, l.single() ? 89 : 710), l.single() ? -104 : -746);
        return ofReduced(l, reduce(l, bounded, 1, 2 * l.bias(), true));
    }

    /**
     * {@code e^{high + low}}, |low| far below {@code high}, between the logarithms of the smallest and the largest
     * number or a little beyond.
     */
    static int expOfSum(Lanes l, int high, int low) {
        return ofReduced(l, reduceSum(l, high, low, 1));
    }

    private static int ofReduced(Lanes l, Reduced reduced) {
        ChainBuilder b = l.b();
        int r = reduced.r;
        int p = b.add(
                b.fma(b.mul(r, r), l.polynomial(r, tail(l)), r),
                l.c(1)); // 1 + (r + r² q): small errors in the small part
        return scale(l, p, reduced);
    }

    /** {@code e^{−y}} for y ≥ 0. */
    static int expOfMinus(Lanes l, int y) {
        ChainBuilder b = l.b();
        Reduced reduced = reduce(l, l.atMost(y, l.single() ? 104 : 746), -1, 2 * l.bias(), true);
        int r = reduced.r;
        int p = b.sub(l.c(1), b.fma(b.mul(r, r), l.polynomial(r, Lanes.negated(Lanes.mirrored(tail(l)))), r));
        return scale(l, p, reduced);
    }

    /** {@code eˣ − 1 = 4ʰ (eʳ − 1) + (4ʰ − 1)}; the last step, where 4ʰ itself overflows, is left to a scalar call. */
    static int expm1(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        double limit = l.single() ? 88 : 709;
        Reduced reduced = reduce(l, l.atLeast(x, l.single() ? -18 : -38), 2, l.bias() / 2, true);
        int r = reduced.r;
        int p = b.fma(b.mul(r, r), l.polynomial(r, l.single() ? Coefficients.EXPM1_32 : Coefficients.EXPM1_64), r);
        int half = halfPowerOfFour(l, reduced);
        int y = l.withSign(b.fma(p, b.add(half, half), b.fma(half, l.c(2), l.c(-1))), x);
        return b.repair(Huge.EXPM1, b.lt(l.c(limit), x), x, y);
    }

    /**
     * {@code 4ᵐ/2} from a reduction with {@code bias = l.bias() / 2}: the exponent field {@code 2m + bias − 1} is {@code
     * 2 (m + bias/2)}.
     */
    static int halfPowerOfFour(Lanes l, Reduced x) {
        return l.b().real(l.b().shiftLeft(l.b().bits(x.shifted), l.fraction() + 1));
    }

    private enum Huge implements Rare {
        EXPM1;

        @Override
        public double at(double x) {
            return StrictMath.expm1(x);
        }
    }
}
