package dev.lemma.optim.descent;

/** Why a method ended. */
public enum StopReason {
    /** The gradient's norm is at most the tolerance. */
    GRADIENT,
    /** The last step lowered the value by no more than the tolerance. */
    DECREASE,
    /** The bound of the distance to the minimal value is at most the tolerance. */
    GAP,
    /** As many iterations as were allowed. */
    ITERATIONS,
    /** No step along the direction was found that lowers the value. */
    LINE_SEARCH,
    /** The value or the gradient was not finite where the method had to go. */
    NOT_FINITE;

    /** Whether a tolerance was met. */
    public boolean converged() {
        return this == GRADIENT || this == DECREASE || this == GAP;
    }
}
