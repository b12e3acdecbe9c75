package dev.lemma.theory.verdict;

import java.util.Locale;

/**
 * The tests by which sentences are judged.
 *
 * <p>An upper bound on a rate is not a rate: {@link #slopeAtMost} for the one, {@link #slope} for the other.
 */
public final class Judge {

    /** Standard errors within which a mean must lie: a false alarm has probability 6.3e-5 per check. */
    public static final double STANDARD_ERRORS = 4;

    private Judge() {}

    /** {@code |measured − expected| ≤ tolerance}. */
    public static Finding identity(String id, String claim, double measured, double expected, double tolerance) {
        boolean holds = Math.abs(measured - expected) <= tolerance;
        return new Finding(
                id,
                claim,
                Finding.Kind.IDENTITY,
                number(measured),
                number(expected) + " ± " + number(tolerance),
                outcome(holds));
    }

    /** {@code smaller[i] ≤ larger[i] + slack} in every run i; the measurement is how often it does not, and by how much it is loose. */
    public static Finding everyRun(String id, String claim, double[] smaller, double[] larger, double slack) {
        if (smaller.length != larger.length || smaller.length == 0) {
            throw new IllegalArgumentException("every run: expected as many numbers on both sides, got "
                    + smaller.length + " and " + larger.length);
        }
        int violations = 0;
        double tightest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < smaller.length; i++) {
            violations += smaller[i] <= larger[i] + slack ? 0 : 1;
            tightest = Math.max(tightest, smaller[i] / larger[i]);
        }
        return new Finding(
                id,
                claim,
                Finding.Kind.EVERY_RUN,
                violations + " violations in " + smaller.length + " runs; largest ratio " + number(tightest),
                "none",
                outcome(violations == 0));
    }

    /** The mean of independent samples is {@code expected}, within four standard errors and {@code bias}. */
    public static Finding mean(String id, String claim, double[] samples, double expected, double bias) {
        int n = samples.length;
        if (n < 2) {
            throw new IllegalArgumentException("mean: expected at least 2 samples, got " + n);
        }
        double mean = mean(samples);
        double error = standardError(samples);
        boolean holds = Math.abs(mean - expected) <= STANDARD_ERRORS * error + bias;
        return new Finding(
                id,
                claim,
                Finding.Kind.MEAN,
                number(mean) + " ± " + number(error),
                number(expected) + " within " + number(STANDARD_ERRORS) + " standard errors"
                        + (bias == 0 ? "" : " + " + number(bias)),
                outcome(holds));
    }

    /**
     * The exponent of y against x is {@code expected}: its interval meets {@code expected ± tolerance}, and is no wider than twice that, else
     * undecided.
     */
    public static Finding slope(String id, String claim, double[] x, double[] y, double expected, double tolerance) {
        Slope slope = Slope.ofLogarithms(x, y);
        double distance = Math.abs(slope.value() - expected);
        Outcome outcome = distance > tolerance + slope.halfWidth()
                ? Outcome.FAILS
                : slope.halfWidth() > 2 * tolerance ? Outcome.UNDECIDED : Outcome.HOLDS;
        return new Finding(
                id,
                claim,
                Finding.Kind.SLOPE,
                number(slope.value()) + " ± " + number(slope.halfWidth()),
                number(expected) + " ± " + number(tolerance),
                outcome);
    }

    /** The exponent of y against x is at most {@code bound}: the upper end of its interval is. */
    public static Finding slopeAtMost(String id, String claim, double[] x, double[] y, double bound) {
        Slope slope = Slope.ofLogarithms(x, y);
        Outcome outcome = slope.value() + slope.halfWidth() <= bound
                ? Outcome.HOLDS
                : slope.value() - slope.halfWidth() > bound ? Outcome.FAILS : Outcome.UNDECIDED;
        return new Finding(
                id,
                claim,
                Finding.Kind.SLOPE,
                number(slope.value()) + " ± " + number(slope.halfWidth()),
                "≤ " + number(bound),
                outcome);
    }

    /**
     * {@code smaller} is below {@code larger} in paired runs: by a sign test at 5 %, {@code P(at least k of n heads) ≤ 0.05}. Five pairs at
     * least, else undecided whatever they say.
     */
    public static Finding ordering(String id, String claim, double[] smaller, double[] larger) {
        int n = smaller.length;
        int below = 0;
        int above = 0;
        for (int i = 0; i < n; i++) {
            below += smaller[i] < larger[i] ? 1 : 0;
            above += smaller[i] > larger[i] ? 1 : 0;
        }
        Outcome outcome =
                tail(below, n) <= 0.05 ? Outcome.HOLDS : tail(above, n) <= 0.05 ? Outcome.FAILS : Outcome.UNDECIDED;
        return new Finding(id, claim, Finding.Kind.ORDERING, below + " of " + n + " pairs", "most, at 5 %", outcome);
    }

    /** {@code P(at least k of n heads)}. */
    private static double tail(int k, int n) {
        double term = Math.pow(0.5, n);
        double sum = 0;
        for (int j = 0; j <= n; j++) {
            sum += j >= k ? term : 0;
            term *= (double) (n - j) / (j + 1);
        }
        return sum;
    }

    /** The arithmetic mean. */
    public static double mean(double[] samples) {
        double sum = 0;
        for (double sample : samples) {
            sum += sample;
        }
        return sum / samples.length;
    }

    /** The standard error of the mean of independent samples. */
    public static double standardError(double[] samples) {
        double mean = mean(samples);
        double sum = 0;
        for (double sample : samples) {
            sum += (sample - mean) * (sample - mean);
        }
        return Math.sqrt(sum / (samples.length - 1) / samples.length);
    }

    private static Outcome outcome(boolean holds) {
        return holds ? Outcome.HOLDS : Outcome.FAILS;
    }

    /** Six significant digits, as short as they can be. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
