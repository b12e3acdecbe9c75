package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;

/** tanh, and the logistic function with its two logarithms. Each needs one exponential, and one division or logarithm. */
final class Logistic {
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    private static final double LOG2_E = 0x1.71547652b82fep0;

    private Logistic() {}

    /**
     * {@code tanh x = A + A B/C}: for |x| < 0.625 with A = x, {@code B/C = v/h(v)}, {@code v = x²}; beyond, where tanh exceeds ½
     * and a subtraction from 1 loses nothing, with A = ±1 and {@code B/C = −2e/(1 + e)}, {@code e = e^{−2|x|}}.
     *
     * <p>The same h gives the exponential: with {@code −|x| = n ½ log 2 + ρ}, {@code v = ρ²} and {@code D = h + ρ(h + v)},
     * {@code e^{2ρ} = D/(2h − D)}, hence with {@code s = 2ⁿ} {@code B/C = −s D/(h + ½(s − 1) D)}. Where n = 0 that denominator is
     * h. So n is set to 0 for small x, and of the three only A and B are selected.
     *
     * <p>{@code h(v) = v/(tanh(y)/y − 1)}, {@code y² = v}, is regular for |v| < 20, while the series of tanh ends at |v| = 2.5:
     * it needs fewer coefficients than either tanh or the exponential.
     */
    static int tanh(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int y = l.atLeast(b.real(b.or(b.bits(x), l.signMask())), -20);
        int small = b.lt(l.c(-0.625), y);
        int signBit = 2 * (l.bias() + 1); // above the exponent, so that the shift below gives −s
        int offset = l.c(l.magic() + l.bias() + signBit);
        int shifted = b.select(small, offset, b.fma(y, l.c(2 * LOG2_E), offset));
        int rho = b.fma(b.sub(shifted, offset), l.c(-LN2 / 2), y);
        int v = b.fma(
                rho,
                rho,
                l.c(-0x1p-100)); // lost in every v that matters; at −0 it makes B/C positive, so that −0 stays
        int h = l.polynomial(v, l.single() ? Coefficients.TANH_32 : Coefficients.TANH_64);
        int d = b.fma(rho, b.add(h, v), h);
        int minusS = b.real(b.shiftLeft(b.bits(shifted), l.fraction()));
        int denominator = b.fma(b.fma(minusS, l.c(-0.5), l.c(-0.5)), d, h);
        int a = b.select(small, x, l.withSign(l.c(1), x));
        return b.fma(a, b.div(b.select(small, v, b.mul(minusS, d)), denominator), a);
    }

    /**
     * {@code σ(x) = n/(1 + e)}, {@code e = e^{−|x|}}, n = e for negative x, else 1.
     *
     * <p>The rounding of 1 + e and of the quotient would add one and a half ulp to the error of e. Hence the rounded
     * reciprocal q is corrected: {@code ρ = (1 − q) − q e} has no rounding in its first difference since ½ ≤ q ≤ 1, and
     * {@code 1/(1 + e) = q + q ρ} to second order.
     *
     * <p>Beyond 40 the result is 1 whatever e is, which there is that of 40: subnormal numbers would cost a hundred times as much.
     */
    static int sigmoid(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int one = l.c(1);
        int e = Exponential.expOfMinus(l, b.abs(l.atMost(x, 40)));
        int q = b.div(one, b.add(e, one));
        int rho = b.fma(b.neg(q), e, b.sub(one, q));
        int n = b.select(b.lt(x, l.c(0)), e, one);
        return b.fma(n, q, b.mul(n, b.mul(q, rho)));
    }

    /** {@code log(1 + eˣ) = max(x, 0) + log(1 + e^{−|x|})}. */
    static int softplus(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int tail = Logarithm.ofOnePlusUnit(l, Exponential.expOfMinus(l, b.abs(x)));
        return b.add(l.atLeast(x, 0), tail);
    }

    /** {@code log σ(x) = min(x, 0) − log(1 + e^{−|x|})}. */
    static int logSigmoid(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int tail = Logarithm.ofOnePlusUnit(l, Exponential.expOfMinus(l, b.abs(x)));
        return b.sub(l.atMost(x, -0.0), tail);
    }
}
