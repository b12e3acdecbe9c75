package dev.lemma.compiler.special;

/**
 * {@code erfcx x = e^{x²} erfc x} and its family {@code yₙ(x) = e^{x²} iⁿerfc(x) = 2/(√π n!) ∫₀^∞ tⁿ e^{−t² − 2xt} dt}.
 *
 * <p>Where x is positive, the ratios {@code rₙ = yₙ/yₙ₋₁ = 1/(2x + 2(n + 1) rₙ₊₁)} are run down from where they no longer matter, and {@code yₙ = 2/√π r₀ r₁ … rₙ}: sums and products of positive
 * numbers. Left of that the recurrence {@code 2n yₙ = yₙ₋₂ − 2x yₙ₋₁} runs up, whose terms are positive there too. About 1e-14 relative.
 *
 * @see <a href="https://dlmf.nist.gov/7.18">Digital library of mathematical functions, 7.18.7; Gautschi 1961 for the ratios</a>
 */
public final class ScaledErrorFunction {

    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

    /** From here the ratios converge in at most a thousand steps. */
    private static final double RATIOS = 0.5;

    private ScaledErrorFunction() {}

    /** {@code e^{x²} erfc x}. */
    public static double erfcx(double x) {
        return integral(0, x);
    }

    /**
     * {@code yₙ(x)}.
     *
     * @param n at least 0
     */
    public static double integral(int n, double x) {
        if (n < 0) {
            throw new IllegalArgumentException("scaled integral of erfc: order must be at least 0, got " + n);
        }
        if (Double.isNaN(x)) {
            return x;
        }
        if (x >= (n == 0 ? 2 : RATIOS)) {
            // What a wrong start leaves falls like e^{−2x√(2k)}.
            double root = Math.sqrt(2.0 * n) + 20 / x;
            int last = Math.max(n + 20, (int) (0.5 * root * root) + 1);
            double ratio = 0;
            double product = TWO_OVER_ROOT_PI;
            for (int k = last; k >= 0; k--) {
                ratio = 1 / (2 * x + 2 * (k + 1) * ratio);
                if (k <= n) {
                    product *= ratio;
                }
            }
            return product;
        }
        double square = x * x;
        double lost = Math.fma(x, x, -square);
        double before = TWO_OVER_ROOT_PI;
        // e^{x²} erfc x, what the square loses put back.
        double y = StrictMath.exp(square) * (1 + lost) * ErrorFunction.erfc(x);
        if (Double.isInfinite(y)) {
            return y;
        }
        for (int k = 1; k <= n; k++) {
            double next = (before - 2 * x * y) / (2 * k);
            before = y;
            y = next;
        }
        return y;
    }
}
