package dev.lemma.compiler.special;

import dev.lemma.api.tensor.Array;

/**
 * The regularised incomplete gamma functions.
 *
 * <pre>{@code
 * P(a, x) = 1/Γ(a) ∫₀ˣ t^{a−1} e^{−t} dt        Q = 1 − P
 * }</pre>
 *
 * <p>By the power series of P for x &lt; a + 1 and the continued fraction of Q beyond; about 1e-13 relative for a up to some
 * thousands. {@code Q(k/2, x/2)} is the probability that a chi-square variable with k degrees of freedom exceeds x.
 *
 * @see <a href="https://dlmf.nist.gov/8.9">Digital library of mathematical functions, 8.7.1 and 8.9.2</a>
 */
public final class IncompleteGamma {

    private static final int MOST_TERMS = 100_000;

    private IncompleteGamma() {}

    /** {@code P(a, x)}, a &gt; 0, x ≥ 0. */
    public static double lower(double a, double x) {
        require(a, x);
        return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
    }

    /** {@code Q(a, x)}, a &gt; 0, x ≥ 0; the tail keeps its relative accuracy. */
    public static double upper(double a, double x) {
        require(a, x);
        return x < a + 1 ? 1 - series(a, x) : fraction(a, x);
    }

    /** {@code P(a, x)} of each number x. */
    public static Array lower(double a, Array x) {
        return Elements.map(x, v -> lower(a, v));
    }

    /** {@code Q(a, x)} of each number x. */
    public static Array upper(double a, Array x) {
        return Elements.map(x, v -> upper(a, v));
    }

    private static void require(double a, double x) {
        if (!(a > 0) || !(x >= 0)) {
            throw new IllegalArgumentException(
                    "incomplete gamma: expected a > 0 and x >= 0, got a = " + a + ", x = " + x);
        }
    }

    private static double front(double a, double x) {
        return Math.exp(a * Math.log(x) - x - GammaFunction.logGamma(a));
    }

    private static double series(double a, double x) {
        if (x == 0) {
            return 0;
        }
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MOST_TERMS && term > sum * 0x1p-54; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return front(a, x) * sum;
    }

    /** Lentz's algorithm for {@code 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …))}. */
    private static double fraction(double a, double x) {
        if (x == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double b = x + 1 - a;
        double c = Double.MAX_VALUE;
        double d = 1 / b;
        double f = d;
        for (int n = 1; n < MOST_TERMS; n++) {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            double factor = c * d;
            f *= factor;
            if (Math.abs(factor - 1) < 0x1p-52) {
                break;
            }
        }
        return front(a, x) * f;
    }
}
