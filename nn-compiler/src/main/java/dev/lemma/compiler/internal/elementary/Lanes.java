package dev.lemma.compiler.internal.elementary;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.chain.ChainBuilder;

/** What the expansions share: parameters of the type of the lanes, and small idioms. */
record Lanes(ChainBuilder b) {

    boolean single() {
        return b.type() == DType.FLOAT32;
    }

    /** The constant of the type of the lanes. */
    int c(double float32, double float64) {
        return b.constant(single() ? float32 : float64);
    }

    int c(double value) {
        return b.constant(value);
    }

    /** Bits of the fraction of a number. */
    int fraction() {
        return single() ? 23 : 52;
    }

    /** Bias of the exponent. */
    int bias() {
        return single() ? 127 : 1023;
    }

    /**
     * {@code 1.5 · 2²³} or {@code 1.5 · 2⁵²}: the sum of this and a small number is rounded to an integer, which its low
     * bits hold.
     */
    double magic() {
        return single() ? 0x1.8p23 : 0x1.8p52;
    }

    /** {@code Σ cₖ xᵏ} by Horner's rule. */
    int polynomial(int x, double... c) {
        int p = c(c[c.length - 1]);
        for (int k = c.length - 2; k >= 0; k--) {
            p = b.fma(p, x, c(c[k]));
        }
        return p;
    }

    /** {@code min(x, limit)}; NaN stays. */
    int atMost(int x, double limit) {
        return b.select(b.lt(c(limit), x), c(limit), x);
    }

    /** {@code max(x, limit)}; NaN stays. */
    int atLeast(int x, double limit) {
        return b.select(b.lt(x, c(limit)), c(limit), x);
    }

    /** The sign bit of {@code x}. */
    int sign(int x) {
        return b.and(b.bits(x), signMask());
    }

    /** {@code y ≥ 0} with the sign of {@code x}: for odd functions, and where −0 must stay −0. */
    int withSign(int y, int x) {
        return b.real(b.or(b.bits(y), sign(x)));
    }

    int signMask() {
        return b.integer(single() ? Integer.MIN_VALUE : Long.MIN_VALUE);
    }

    /** {@code c} with the sign of odd powers changed: the polynomial in −x. */
    static double[] mirrored(double[] c) {
        double[] m = c.clone();
        for (int k = 1; k < m.length; k += 2) {
            m[k] = -m[k];
        }
        return m;
    }

    /** The polynomial in s x. */
    static double[] stretched(double[] c, double s) {
        double[] d = c.clone();
        for (int k = 1; k < d.length; k++) {
            d[k] *= Math.pow(s, k);
        }
        return d;
    }

    /** −c. */
    static double[] negated(double[] c) {
        double[] n = c.clone();
        for (int k = 0; k < n.length; k++) {
            n[k] = -n[k];
        }
        return n;
    }

    /** {@code c} after {@code first}: the coefficients of {@code first₀ + first₁ x + … + xⁿ c(x)}. */
    static double[] after(double[] c, double... first) {
        double[] a = new double[first.length + c.length];
        System.arraycopy(first, 0, a, 0, first.length);
        System.arraycopy(c, 0, a, first.length, c.length);
        return a;
    }
}
