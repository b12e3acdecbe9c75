package dev.lemma.compiler.special;

/**
 * The error function {@code erf x = 2/√π ∫₀ˣ e^{−t²} dt} and what belongs to it: the complement and the normal distribution
 * function.
 *
 * <p>erf is odd and goes to ±1; {@code erfc x = 1 − erf x} keeps full relative accuracy down to underflow at x ≈ 27. Below 2
 * both come from Maclaurin's series, beyond ½ summed in double-double arithmetic because its terms alternate; from 2 on erfc
 * is Laplace's continued fraction (Abramowitz and Stegun 7.1.5 and 7.1.14). A call costs up to a microsecond. Within 2 ulp.
 */
public final class ErrorFunction {
    private static final DoubleDouble TWO_OVER_ROOT_PI = new DoubleDouble(1.1283791670955126, 1.533545961316588e-17);
    private static final DoubleDouble ROOT_PI = new DoubleDouble(1.772453850905516, -7.666586499825799e-17);
    private static final double ROOT_HALF = Math.sqrt(0.5);

    private ErrorFunction() {}

    /** {@code erf x}. */
    public static double erf(double x) {
        double y = Math.abs(x);
        if (y < 0.5) {
            double v = x * x;
            double sum = 0;
            for (int n = 15; n > 0; n--) { // Σ (−v)ⁿ/(n! (2n+1)) as nested products
                sum = -v / n * (1.0 / (2 * n + 1) + sum);
            }
            double c = TWO_OVER_ROOT_PI.high();
            return Math.fma(x, c, x * Math.fma(c, sum, TWO_OVER_ROOT_PI.low()));
        }
        if (y >= 6) {
            return Math.signum(x);
        }
        double e = y < 2 ? series(y).value() : 1 - fraction(y);
        return x < 0 ? -e : e;
    }

    /** {@code erfc x = 1 − erf x}. */
    public static double erfc(double x) {
        double y = Math.abs(x);
        if (y < 0.5) {
            return 1 - erf(x);
        }
        if (y < 2) {
            DoubleDouble e = series(y);
            return DoubleDouble.of(1).plus(x < 0 ? e : e.negate()).value();
        }
        double e = fraction(y);
        return x < 0 ? 2 - e : e;
    }

    /**
     * The distribution function of the standard normal law, {@code Φ(x) = ½ erfc(−x/√2)}; the rounding of x/√2 costs x²
     * ulp in the tail.
     */
    public static double normalCdf(double x) {
        return 0.5 * erfc(-x * ROOT_HALF);
    }

    /**
     * {@code erf y = 2/√π Σ (−1)ⁿ y^{2n+1}/(n! (2n+1))} for ½ ≤ y &lt; 2: terms up to 13, which double-double arithmetic
     * can afford.
     */
    private static DoubleDouble series(double y) {
        DoubleDouble minusSquare = DoubleDouble.product(y, -y);
        DoubleDouble power = DoubleDouble.of(y);
        DoubleDouble sum = power;
        for (int n = 1; Math.abs(power.high()) > 1e-24; n++) {
            power = power.times(minusSquare).over(n);
            sum = sum.plus(power.over(2 * n + 1));
        }
        return sum.times(TWO_OVER_ROOT_PI);
    }

    /** {@code erfc y = e^{−y²}/√π · 1/(y + ½/(y + 1/(y + 3/2/(y + …))))} for y ≥ 2. */
    private static double fraction(double y) {
        if (!(y < 28)) {
            return y - y == 0 ? 0 : 1 / y; // 1/∞ = 0; NaN stays
        }
        double tail = y;
        for (int n = 15 + (int) (450 / (y * y)); n > 1; n--) {
            tail = y + 0.5 * n / tail;
        }
        DoubleDouble denominator = DoubleDouble.sum(y, 0.5 / tail).times(ROOT_PI);
        double square = y * y;
        double lost = Math.fma(y, y, -square);
        double e = StrictMath.exp(-square);
        if (e < 0x1p-960) {
            return e
                    * (1 - lost)
                    / denominator.value(); // next to underflow: fewer bits are left than the correction has
        }
        double q = e / denominator.high();
        double correction =
                (Math.fma(-q, denominator.high(), e) - q * denominator.low()) / denominator.high() - q * lost;
        return q + correction;
    }
}
