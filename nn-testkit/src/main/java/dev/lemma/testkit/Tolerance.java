package dev.lemma.testkit;

import dev.lemma.api.check.Check;

/**
 * How far two numbers a and b may be apart: {@code |a − b| ≤ absolute + relative·max(|a|, |b|)}.
 *
 * @param absolute at least 0
 * @param relative at least 0
 */
public record Tolerance(double absolute, double relative) {

    public Tolerance {
        Check.notNegative("absolute", absolute);
        Check.notNegative("relative", relative);
    }

    /** {@code |a − b| ≤ most}. */
    public static Tolerance absolute(double most) {
        return new Tolerance(most, 0);
    }

    /** {@code |a − b| ≤ most·max(|a|, |b|)}. */
    public static Tolerance relative(double most) {
        return new Tolerance(0, most);
    }

    /** Whether the numbers agree; NaN agrees with NaN, an infinity with itself. */
    public boolean accepts(double a, double b) {
        return Double.compare(a, b) == 0
                || a == b
                || Math.abs(a - b) <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
    }
}
