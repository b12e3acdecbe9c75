package dev.lemma.core.training;

/** Hears how training goes, on the thread that trains; what it throws ends the training. */
@FunctionalInterface
public interface TrainingListener {

    /** Hears nothing. */
    TrainingListener NONE = (done, total, risk) -> {};

    /**
     * A step has been made. Called often: it must cost next to nothing.
     *
     * @param done steps made, those of an earlier run that was resumed included
     * @param total steps planned; early stopping may end before
     * @param risk of the batch, before the step
     */
    void step(long done, long total, double risk);

    /** An epoch has ended. */
    default void epoch(Epoch epoch) {}

    /** This listener, then another. */
    default TrainingListener and(TrainingListener other) {
        TrainingListener first = this;
        return new TrainingListener() {
            @Override
            public void step(long done, long total, double risk) {
                first.step(done, total, risk);
                other.step(done, total, risk);
            }

            @Override
            public void epoch(Epoch epoch) {
                first.epoch(epoch);
                other.epoch(epoch);
            }
        };
    }
}
