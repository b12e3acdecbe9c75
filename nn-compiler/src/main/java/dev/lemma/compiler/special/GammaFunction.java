package dev.lemma.compiler.special;

/**
 * {@code log |Γ(x)|} and its derivatives, the polygamma functions {@code ψ⁽ⁿ⁾(x) = dⁿ⁺¹/dxⁿ⁺¹ log Γ(x)}.
 *
 * <p>Large arguments use the asymptotic series (Abramowitz and Stegun 6.1.41, 6.3.18, 6.4.11), smaller ones the recurrence up
 * to them, negative ones the reflection formulas. Next to the zeros of log Γ at 1 and 2 and of ψ at 1.4616 there are Taylor
 * series, so the results keep their relative accuracy, about 1e-14, on the whole positive axis; on the negative axis the
 * error is relative to the larger of 1 and the value. At the poles 0, −1, −2, …: log|Γ| and polygammas of odd order are +∞, ψ
 * is −∞ at +0, +∞ at −0 and NaN at the others, as are even orders.
 */
public final class GammaFunction {
    /** {@code ζ(k) − 1}, k = 2, 3, …. */
    private static final double[] ZETA_MINUS_ONE = {
        0.6449340668482264,
        0.2020569031595943,
        0.08232323371113819,
        0.03692775514336993,
        0.01734306198444914,
        0.008349277381922827,
        0.00407735619794434,
        0.0020083928260822143,
        0.0009945751278180853,
        0.0004941886041194645,
        0.0002460865533080483,
        0.00012271334757848915,
        6.124813505870483e-05,
        3.058823630702049e-05,
        1.528225940865187e-05,
        7.637197637899763e-06,
        3.81729326499984e-06,
        1.908212716553939e-06,
        9.539620338727962e-07,
        4.769329867878064e-07,
        2.38450502727733e-07,
        1.1921992596531106e-07,
        5.960818905125948e-08,
        2.980350351465228e-08,
        1.4901554828365043e-08,
        7.45071178983543e-09,
        3.725334024788457e-09,
        1.862659723513049e-09,
        9.313274324196682e-10,
        4.656629065033784e-10
    };
    /** {@code B₂ₖ}, k = 1, 2, …: the Bernoulli numbers. */
    private static final double[] BERNOULLI = {
        0.16666666666666666,
        -0.03333333333333333,
        0.023809523809523808,
        -0.03333333333333333,
        0.07575757575757576,
        -0.2531135531135531,
        1.1666666666666667,
        -7.092156862745098,
        54.971177944862156,
        -529.1242424242424,
        6192.123188405797,
        -86580.25311355312
    };
    /** The positive zero of ψ, in two parts. */
    private static final double ROOT = 1.4616321449683622;

    private static final double ROOT_LOW = 9.549995429965697e-17;
    /** {@code ψ⁽ᵏ⁾(ROOT)/k!}, k = 1, 2, …. */
    private static final double[] PSI_AT_ROOT = {
        0.9676722454476212,
        -0.4427631689835921,
        0.258499760955651,
        -0.16394270544240652,
        0.10782405069126237,
        -0.07219956125645471,
        0.04880428816414311,
        -0.03316112647484736,
        0.022597648232218104,
        -0.01542476590494896,
        0.010538791616612175,
        -0.007204534386356869,
        0.004926781395729853,
        -0.003369801655439328,
        0.002305126326734928,
        -0.0015769367714301972,
        0.0010788252019162967,
        -0.0007380709389960052,
        0.000504953265834602,
        -0.0003454680251063077,
        0.00023635601564027053,
        -0.00016170622091974803,
        0.0001106337276874741,
        -7.569179582195066e-05,
        5.178575795222081e-05,
        -3.5430070947659604e-05
    };

    private static final double ONE_MINUS_EULER = 0.42278433509846713;
    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;
    private static final double LOG_PI = 1.1447298858494002;

    private GammaFunction() {}

    /** {@code log |Γ(x)|}; +∞ at ±∞ and at the poles. */
    public static double logGamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (Double.isInfinite(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (Math.abs(x) < 1e-20) {
            return -StrictMath.log(Math.abs(x));
        }
        if (x < 0) {
            double sine = Math.abs(StrictMath.sin(Math.PI * (x - Math.rint(x))));
            return sine == 0 ? Double.POSITIVE_INFINITY : LOG_PI - StrictMath.log(-x * sine) - logGamma(-x);
        }
        if (x < 0.5) {
            return logGammaFromTwo(x) - StrictMath.log1p(x) - StrictMath.log(x);
        }
        if (x < 1.5) {
            return logGammaFromTwo(x - 1) - StrictMath.log1p(x - 1);
        }
        if (x < 10) {
            double factor = 1;
            while (x >= 2.5) {
                x -= 1;
                factor *= x;
            }
            return logGammaFromTwo(x - 2) + StrictMath.log(factor);
        }
        double v = 1 / (x * x);
        double sum = 0;
        for (int k = 9; k > 0; k--) {
            sum = sum * v + BERNOULLI[k - 1] / (2 * k * (2 * k - 1));
        }
        return (x - 0.5) * (StrictMath.log(x) - 1) - 0.5 + HALF_LOG_TWO_PI + sum / x;
    }

    /** {@code log Γ(2 + z) = (1 − γ) z + Σ_{k≥2} (−1)ᵏ (ζ(k) − 1) zᵏ/k}, |z| ≤ ½. */
    private static double logGammaFromTwo(double z) {
        double sum = 0;
        for (int k = ZETA_MINUS_ONE.length + 1; k > 1; k--) {
            sum = ((k & 1) == 0 ? 1 : -1) * ZETA_MINUS_ONE[k - 2] / k + sum * z;
        }
        return z * (ONE_MINUS_EULER + z * sum);
    }

    /** {@code ψ(x) = d/dx log Γ(x)}. */
    public static double digamma(double x) {
        if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
            return x;
        }
        if (x == 0) {
            return -1 / x;
        }
        if (x < 0) {
            double r = x - Math.rint(x);
            return r == 0 || Double.isInfinite(x) ? Double.NaN : digamma(1 - x) - Math.PI / StrictMath.tan(Math.PI * r);
        }
        if (Math.abs(x - ROOT) < 0.3) {
            double z = (x - ROOT) - ROOT_LOW;
            double sum = 0;
            for (int k = PSI_AT_ROOT.length; k > 0; k--) {
                sum = (sum + PSI_AT_ROOT[k - 1]) * z;
            }
            return sum;
        }
        double shift = 0;
        while (x < 10) {
            shift += 1 / x;
            x += 1;
        }
        double v = 1 / (x * x);
        double sum = 0;
        for (int k = 9; k > 0; k--) {
            sum = (sum + BERNOULLI[k - 1] / (2 * k)) * v;
        }
        return StrictMath.log(x) - 0.5 / x - sum - shift;
    }

    /** {@code ψ′(x) = ψ⁽¹⁾(x)}, the variance of the logarithm of a Gamma(x) variable. */
    public static double trigamma(double x) {
        return polygamma(1, x);
    }

    /**
     * {@code ψ⁽ⁿ⁾(x)}; {@code (−1)ⁿ⁺¹ n! Σ_{k≥0} (x + k)^{−n−1}} for n ≥ 1.
     *
     * @param n the order: 0 for digamma, 1 for trigamma
     * @throws IllegalArgumentException if n is negative
     */
    public static double polygamma(int n, double x) {
        if (n < 0) {
            throw new IllegalArgumentException("polygamma: order must be at least 0, got " + n);
        }
        if (n == 0) {
            return digamma(x);
        }
        if (Double.isNaN(x)) {
            return x;
        }
        double sign = (n & 1) == 0 ? -1 : 1;
        if (x == Double.POSITIVE_INFINITY) {
            return sign * 0.0;
        }
        if (x <= 0) {
            double r = x - Math.rint(x);
            if (r == 0 || Double.isInfinite(x)) {
                return (n & 1) == 1 && !Double.isInfinite(x) ? Double.POSITIVE_INFINITY : Double.NaN;
            }
            return -sign * polygamma(n, 1 - x) - derivativeOfCotangent(n, r);
        }
        double shift = 0;
        double factorial = 1;
        for (int k = 2; k <= n; k++) {
            factorial *= k;
        }
        while (x < 10 + n) {
            shift += Math.pow(x, -n - 1);
            x += 1;
        }
        double v = 1 / (x * x);
        double sum = 0;
        for (int k = 11; k > 0; k--) { // B₂ₖ (2k+n−1)!/((2k)! n!) x^{−2k}
            double ratio = 1;
            for (int j = 1; j < n; j++) {
                ratio *= (double) (2 * k + j) / (j + 1);
            }
            sum += BERNOULLI[k - 1] * ratio * Math.pow(v, k);
        }
        return sign * factorial * (shift + Math.pow(x, -n) * (1.0 / n + 0.5 / x + sum));
    }

    /** {@code dⁿ/drⁿ π cot πr = πⁿ⁺¹ Pₙ(cot πr)}, {@code P₀ = c}, {@code Pₖ₊₁ = −(1 + c²) Pₖ′}. */
    private static double derivativeOfCotangent(int n, double r) {
        double[] p = new double[n + 2];
        p[1] = 1;
        for (int k = 0; k < n; k++) {
            double[] next = new double[n + 2];
            for (int j = 1; j <= k + 1; j++) {
                next[j - 1] -= j * p[j];
                next[j + 1] -= j * p[j];
            }
            p = next;
        }
        double c = 1 / StrictMath.tan(Math.PI * r);
        double sum = 0;
        for (int j = n + 1; j >= 0; j--) {
            sum = sum * c + p[j];
        }
        return StrictMath.pow(Math.PI, n + 1) * sum;
    }
}
