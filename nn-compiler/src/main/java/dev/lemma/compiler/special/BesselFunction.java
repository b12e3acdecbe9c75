package dev.lemma.compiler.special;

import dev.lemma.api.tensor.Array;

/**
 * The modified Bessel function of the second kind, {@code K_ν(x) = ∫₀^∞ e^{−x cosh t} cosh νt dt}, of any real order.
 *
 * <p>By the trapezoidal rule on that integral, whose integrand is positive and falls double-exponentially, so that the rule is exact but for rounding: about 1e-14 relative, {@code 1e-15·ν·log(1/x)} for large orders at small
 * arguments. Some hundred exponentials per value.
 *
 * @see <a href="https://dlmf.nist.gov/10.32.E9">Digital library of mathematical functions, 10.32.9</a>
 */
public final class BesselFunction {

    /** Terms e⁻⁴⁵ of the largest no longer count. */
    private static final double NEGLIGIBLE = 45;

    private BesselFunction() {}

    /**
     * {@code K_ν(x)}: ∞ at 0, NaN below; 0 from about 700 on.
     *
     * @param order ν, any sign
     */
    public static double k(double order, double x) {
        double scaled = scaledK(order, x);
        return x > 700 && scaled < 1
                ? scaled * StrictMath.exp(-0.5 * x) * StrictMath.exp(-0.5 * x)
                : scaled * StrictMath.exp(-x);
    }

    /** {@code eˣ K_ν(x)}. */
    public static double scaledK(double order, double x) {
        double nu = Math.abs(order);
        if (!(x >= 0) || !(nu < Double.POSITIVE_INFINITY)) {
            return Double.NaN;
        }
        if (x == 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (x == Double.POSITIVE_INFINITY) {
            return 0;
        }
        // The exponent νt − 2x sinh²(t/2) is largest where sinh t = ν/x.
        double ratio = nu / x;
        double peak = Double.isInfinite(ratio) ? Math.log(2 * nu) - Math.log(x) : asinh(ratio);
        double largest = exponent(nu, x, peak);
        // The curvature there is −√(x² + ν²).
        double step = Math.min(0.1, 0.5 / Math.sqrt(Math.hypot(x, nu)));
        double sum = 0;
        for (int i = 0; ; i++) {
            double t = i * step;
            double up = exponent(nu, x, t) - largest;
            if (t > peak && up < -NEGLIGIBLE) {
                break;
            }
            double term = 0.5 * (StrictMath.exp(up) + StrictMath.exp(up - 2 * nu * t));
            sum += i == 0 ? 0.5 * term : term;
        }
        return step * sum * StrictMath.exp(0.5 * largest) * StrictMath.exp(0.5 * largest);
    }

    private static double asinh(double x) {
        return StrictMath.log1p(x + x * x / (1 + Math.sqrt(1 + x * x)));
    }

    private static double exponent(double nu, double x, double t) {
        double half = StrictMath.exp(0.5 * t + 0.5 * StrictMath.log(x));
        double other = x / half;
        double sinh = t < 1 ? Math.sqrt(x) * StrictMath.sinh(0.5 * t) : 0.5 * (half - other);
        return nu * t - 2 * sinh * sinh;
    }

    /** {@code K_ν} of each number. */
    public static Array k(double order, Array x) {
        return Elements.map(x, v -> k(order, v));
    }
}
