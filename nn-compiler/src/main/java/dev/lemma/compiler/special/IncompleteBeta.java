package dev.lemma.compiler.special;

import dev.lemma.api.tensor.Array;

/**
 * The regularised incomplete beta function {@code Iₓ(a, b) = 1/B(a, b) ∫₀ˣ t^{a−1}(1 − t)^{b−1} dt}: the distribution function of the beta law, and through it of Student's, Fisher's and the
 * binomial.
 *
 * <p>By its continued fraction on the side of the mean where that converges fast. About 1e-13 relative for a and b up to some hundreds; for larger ones the logarithms of gamma functions cost {@code ε·(a + b) log(a + b)}.
 *
 * @see <a href="https://dlmf.nist.gov/8.17.E22">Digital library of mathematical functions, 8.17.22</a>
 */
public final class IncompleteBeta {

    private static final int MOST_TERMS = 100_000;
    private static final double TINY = 1e-300;

    private IncompleteBeta() {}

    /** {@code Iₓ(a, b)}, a and b above 0, x in [0, 1]. */
    public static double lower(double a, double b, double x) {
        if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) {
            throw new IllegalArgumentException(
                    "incomplete beta: expected a, b > 0 and x in [0, 1], got a = " + a + ", b = " + b + ", x = " + x);
        }
        if (x == 0 || x == 1) {
            return x;
        }
        double front = StrictMath.exp(a * StrictMath.log(x) + b * StrictMath.log1p(-x) - logBeta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b;
    }

    /** {@code log B(a, b) = log Γ(a)Γ(b)/Γ(a + b)}. */
    public static double logBeta(double a, double b) {
        return GammaFunction.logGamma(a) + GammaFunction.logGamma(b) - GammaFunction.logGamma(a + b);
    }

    /** Lentz's algorithm. */
    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / away(1 - (a + b) * x / (a + 1));
        double f = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / away(1 + even * d);
            c = away(1 + even / c);
            f *= c * d;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / away(1 + odd * d);
            c = away(1 + odd / c);
            double factor = c * d;
            f *= factor;
            if (Math.abs(factor - 1) < 0x1p-52) {
                break;
            }
        }
        return f;
    }

    private static double away(double x) {
        return Math.abs(x) < TINY ? TINY : x;
    }

    /** {@code Iₓ(a, b)} of each number x. */
    public static Array lower(double a, double b, Array x) {
        return Elements.map(x, v -> lower(a, b, v));
    }
}
