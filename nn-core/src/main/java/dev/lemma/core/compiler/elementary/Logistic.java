package dev.lemma.core.compiler.elementary;

import dev.lemma.core.compiler.chain.ChainBuilder;

/** tanh, and the logistic function with its two logarithms. Each needs one exponential and at most one division. */
final class Logistic {
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    private static final double LOG2_E = 0x1.71547652b82fep0;

    private Logistic() {}

    /**
     * {@code tanh y = 1 − 2/(e^{2y} + 1)} for y = |x| ≥ 0.55, where the subtraction loses nothing; {@code y + y³ q(y²)} below.
     *
     * <p>The argument is reduced as {@code y = n ½ log 2 + ρ}, so that the coefficients absorb the factor 2.
     */
    static int tanh(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int one = l.c(1);
        int y = l.atMost(b.abs(x), l.single() ? 10 : 20);
        int offset = l.c(l.magic() + l.bias());
        int shifted = b.fma(y, l.c(2 * LOG2_E), offset);
        int rho = b.fma(b.sub(shifted, offset), l.c(-LN2 / 2), y);
        int p = l.polynomial(rho, Lanes.stretched(Lanes.after(Exponential.tail(l), 1, 1), 2));
        int power = b.real(b.shiftLeft(b.bits(shifted), l.fraction()));
        int large = b.sub(one, b.div(l.c(2), b.fma(p, power, one)));
        int v = b.mul(y, y);
        int small = b.fma(b.mul(y, v), l.polynomial(v, l.single() ? Coefficients.TANH_32 : Coefficients.TANH_64), y);
        return l.withSign(b.select(b.lt(y, l.c(0.55)), small, large), x);
    }

    /**
     * {@code σ(x) = n/(1 + e)}, {@code e = e^{−|x|}}, n = e for negative x, else 1.
     *
     * <p>The rounding of 1 + e and of the quotient would add one and a half ulp to the error of e. Hence the rounded
     * reciprocal q is corrected: {@code ρ = (1 − q) − q e} has no rounding in its first difference since ½ ≤ q ≤ 1, and
     * {@code 1/(1 + e) = q + q ρ} to second order.
     */
    static int sigmoid(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int one = l.c(1);
        int e = Exponential.expOfMinus(l, b.abs(x));
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
