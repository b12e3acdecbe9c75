package dev.lemma.theory.verdict;

/** What a measurement says of a claim. */
public enum Outcome {
    /** The interval lies where the claim wants it. */
    HOLDS,
    /** The interval is too wide to tell: more seeds are needed. */
    UNDECIDED,
    /** The interval lies outside, or one run broke an inequality that is claimed of every run. */
    FAILS;

    /** The worse of the two. */
    public Outcome and(Outcome other) {
        return ordinal() >= other.ordinal() ? this : other;
    }
}
