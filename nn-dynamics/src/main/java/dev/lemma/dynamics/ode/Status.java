package dev.lemma.dynamics.ode;

/** How an integration ended. */
public enum Status {
    /** At the time that was asked for. */
    COMPLETE,
    /** At an event that ends it. */
    EVENT,
    /** With the last attempt that was allowed. */
    MAXIMUM_STEPS,
    /** Where no step that changes the time meets the tolerance: the field is not smooth there, has no bound, or the tolerance is below rounding. */
    STEP_UNDERFLOW,
    /** Where the field, or the state after a step of given length, was not finite. */
    NOT_FINITE
}
