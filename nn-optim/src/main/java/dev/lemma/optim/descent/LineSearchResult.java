package dev.lemma.optim.descent;

/**
 * What a line search has found.
 *
 * @param trial the point to go to
 * @param problem empty if the search's conditions hold there; else what went wrong, for a message
 */
public record LineSearchResult(Trial trial, String problem) {

    /** A point at which the conditions hold. */
    public static LineSearchResult found(Trial trial) {
        return new LineSearchResult(trial, "");
    }

    /** Whether the conditions of the search hold. */
    public boolean satisfied() {
        return problem.isEmpty();
    }
}
