package dev.lemma.examples;

import dev.lemma.examples.report.Decimal;
import java.util.regex.Pattern;

/**
 * A sentence that a measurement can refute, with the measurement and the verdict.
 *
 * <p>The factories compare and write the expectation; a NaN holds nothing. {@code measured} is text, so that an interval or a
 * pair can be given; text that is a JSON number ({@link #isNumber}) goes into the JSON file as a number, with all its digits.
 *
 * @param id names the claim for programs: lower-case letters, digits, hyphens
 * @param claim the sentence, without a full stop: "Test accuracy of the CNN, median of 5 seeds"
 * @param measured what was found
 * @param expected what would have to be found: "≥ 0.98"
 * @param holds the verdict
 */
public record Claim(String id, String claim, String measured, String expected, boolean holds) {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    public Claim {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "A claim's id is lower-case letters, digits and hyphens; got \"" + id + "\".");
        }
        if (claim.isBlank() || measured.isBlank() || expected.isBlank()) {
            throw new IllegalArgumentException("Claim " + id + " has an empty part: claim \"" + claim
                    + "\", measured \"" + measured + "\", expected \"" + expected + "\".");
        }
    }

    /** {@code measured ≥ bound}. */
    public static Claim atLeast(String id, String claim, double measured, double bound) {
        return new Claim(id, claim, Decimal.exact(measured), "≥ " + Decimal.exact(bound), measured >= bound);
    }

    /** {@code measured ≤ bound}. */
    public static Claim atMost(String id, String claim, double measured, double bound) {
        return new Claim(id, claim, Decimal.exact(measured), "≤ " + Decimal.exact(bound), measured <= bound);
    }

    /** {@code low ≤ measured ≤ high}. */
    public static Claim between(String id, String claim, double measured, double low, double high) {
        return new Claim(
                id,
                claim,
                Decimal.exact(measured),
                "in [" + Decimal.exact(low) + ", " + Decimal.exact(high) + "]",
                measured >= low && measured <= high);
    }

    /** {@code |measured − expected| ≤ tolerance}. */
    public static Claim near(String id, String claim, double measured, double expected, double tolerance) {
        return new Claim(
                id,
                claim,
                Decimal.exact(measured),
                Decimal.exact(expected) + " ± " + Decimal.exact(tolerance),
                Math.abs(measured - expected) <= tolerance);
    }

    /** Whatever has been compared by the caller. */
    public static Claim that(String id, String claim, String measured, String expected, boolean holds) {
        return new Claim(id, claim, measured, expected, holds);
    }

    /** Whether {@code measured} reads as a JSON number. */
    public boolean isNumber() {
        return JSON_NUMBER.matcher(measured).matches();
    }

    /** {@code measured} as a person reads it: a number at five significant digits, other text as it is. */
    public String measuredForReading() {
        return isNumber() ? Decimal.rounded(Double.parseDouble(measured), 5) : measured;
    }
}
