package dev.lemma.dynamics.ode;

/**
 * How an integration ended.
 *
 * @param status the kind of end
 * @param time the time reached: the earliest, where samples have times of their own
 * @param message empty if the end is the one that was asked for; else what happened, with numbers, and what to try
 */
public record Result(Status status, double time, String message) {

    /** Whether the time that was asked for was reached, or an event that ends the integration. */
    public boolean successful() {
        return status == Status.COMPLETE || status == Status.EVENT;
    }
}
