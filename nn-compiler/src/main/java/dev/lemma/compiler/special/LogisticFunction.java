package dev.lemma.compiler.special;

/** The logistic function {@code σ(x) = 1/(1 + e⁻ˣ)} and its logarithms. */
public final class LogisticFunction {
    private LogisticFunction() {}

    /**
     * {@code σ(x) = 1/(1 + e⁻ˣ)}; for negative x computed as {@code eˣ/(1 + eˣ)}, so that the left tail has full
     * relative accuracy.
     */
    public static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        double sum = 1 + e;
        double lost = e - (sum - 1);
        double q = 1 / sum;
        q += q * (Math.fma(-q, sum, 1) - q * lost);
        return x < 0 ? e * q : q;
    }

    /** {@code softplus(x) = log(1 + eˣ) = max(x, 0) + log(1 + e^{−|x|})}. */
    public static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** {@code log σ(x) = min(x, 0) − log(1 + e^{−|x|}) = −softplus(−x)}. */
    public static double logSigmoid(double x) {
        return Math.min(x, -0.0) - StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }
}
