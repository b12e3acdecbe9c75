package dev.lemma.examples.terminal;

/** Hears how far a piece of work is; called often, from the working thread, and must cost next to nothing. */
@FunctionalInterface
public interface ProgressListener {

    /** Hears nothing. */
    ProgressListener NONE = (done, total) -> {};

    /**
     * So much is done.
     *
     * @param done steps done, never fewer than before
     * @param total steps in all; 0 if nobody knows
     */
    void at(long done, long total);
}
