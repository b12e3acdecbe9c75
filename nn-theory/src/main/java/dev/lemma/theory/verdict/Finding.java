package dev.lemma.theory.verdict;

import java.util.regex.Pattern;

/**
 * One sentence of a theorem, with what was measured and the outcome.
 *
 * @param id names it for programs: lower-case letters, digits, hyphens
 * @param claim the sentence, without a full stop
 * @param kind how it was judged
 * @param measured what was found, with its interval
 * @param required where it would have to lie
 * @param outcome what the measurement says of the sentence
 */
public record Finding(String id, String claim, Kind kind, String measured, String required, Outcome outcome) {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** How a sentence is judged. */
    public enum Kind {
        /** Equal, to a stated rounding. */
        IDENTITY,
        /** An inequality of which one violation is a failure. */
        EVERY_RUN,
        /** A mean within four standard errors. */
        MEAN,
        /** A slope whose interval meets a band. */
        SLOPE,
        /** One thing larger than another, by a sign test. */
        ORDERING
    }

    public Finding {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "finding: an id is lower-case letters, digits and hyphens, got \"" + id + "\"");
        }
    }

    /**
     * That a formula known to be wrong fails in the same test: holds where {@code wrong} fails. A judge that lets it pass is too lenient to say anything
     * of the right one.
     */
    public static Finding rejected(Finding wrong) {
        return new Finding(
                wrong.id + "-rejected",
                "rejected: " + wrong.claim,
                wrong.kind,
                wrong.measured,
                "not " + wrong.required,
                wrong.outcome == Outcome.FAILS ? Outcome.HOLDS : Outcome.FAILS);
    }
}
