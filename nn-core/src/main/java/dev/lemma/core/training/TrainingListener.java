package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import java.util.List;

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

    /**
     * The risks of the players after a step of several; said after {@link #step}, which is told their sum.
     *
     * @param risks by player, in their order, of the batch: each before its player moved; valid during the call only
     */
    default void risks(long done, double[] risks) {}

    /**
     * Training begins in a folder of checkpoints; said before the first step.
     *
     * @param done steps made by the run that is continued, 0 if none is
     * @param passedOver files that are called like newer checkpoints and are none, with the reason
     */
    default void resumed(long done, List<CheckpointFolder.Skipped> passedOver) {
        Check.given("passedOver", passedOver);
    }

    /** An epoch has ended. */
    default void epoch(Epoch epoch) {}

    /**
     * Whether training shall go on, asked after every step. If not, it ends as if this step had been the last one planned: the result so
     * far is what {@code fit} returns, and the checkpoint, if there is one, is that of this step.
     */
    default boolean goesOn() {
        return true;
    }

    /** A listener that ends the training at the first step for which the condition holds. */
    static TrainingListener until(Condition condition) {
        Check.given("condition", condition);
        return new TrainingListener() {
            private boolean met;

            @Override
            public void step(long done, long total, double risk) {
                met = condition.holds(done, risk);
            }

            @Override
            public boolean goesOn() {
                return !met;
            }
        };
    }

    /** When to stop. */
    @FunctionalInterface
    interface Condition {

        /**
         * Whether it is time.
         *
         * @param done steps made
         * @param risk of the last batch, before its step
         */
        boolean holds(long done, double risk);
    }

    /** This listener, then another. */
    default TrainingListener and(TrainingListener other) {
        Check.given("other", other);
        TrainingListener first = this;
        return new TrainingListener() {
            @Override
            public void step(long done, long total, double risk) {
                first.step(done, total, risk);
                other.step(done, total, risk);
            }

            @Override
            public void risks(long done, double[] risks) {
                first.risks(done, risks);
                other.risks(done, risks);
            }

            @Override
            public void resumed(long done, List<CheckpointFolder.Skipped> passedOver) {
                first.resumed(done, passedOver);
                other.resumed(done, passedOver);
            }

            @Override
            public void epoch(Epoch epoch) {
                first.epoch(epoch);
                other.epoch(epoch);
            }

            @Override
            public boolean goesOn() {
                return first.goesOn() && other.goesOn();
            }
        };
    }
}
