package dev.lemma.examples.training;

import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.core.training.TrainingListener;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.terminal.Progress;
import java.util.List;
import java.util.Locale;

/**
 * A training that has been watched.
 *
 * @param trained what came out
 * @param steps made in this run: fewer than {@code trained.steps()} if it continued an earlier one
 * @param seconds they took, compilation included
 */
public record Watched(Trained trained, long steps, double seconds) {

    /** Follows the steps. */
    private static final class Follower implements TrainingListener {

        private final RunContext context;
        private final Progress progress;
        private final String label;
        private double risk = Double.NaN;
        private long made;

        Follower(RunContext context, Progress progress, String label) {
            this.context = context;
            this.progress = progress;
            this.label = label;
        }

        @Override
        public void resumed(long done, List<CheckpointFolder.Skipped> passedOver) {
            passedOver.forEach(file -> context.print(label + ": passed over " + file.reason()));
            if (done == 0 && !passedOver.isEmpty()) {
                context.print(label + ": no intact checkpoint is left, it starts from step 0");
            }
        }

        @Override
        public void step(long done, long total, double batchRisk) {
            if (made++ == 0 && done > 1) {
                context.print(label + ": continues after step " + (done - 1) + " of " + total);
            }
            // of a batch alone it would only flicker
            risk = Double.isNaN(risk) ? batchRisk : risk + 0.05 * (batchRisk - risk);
            progress.at(done, total);
        }

        String note() {
            return Double.isNaN(risk) ? "" : String.format(Locale.ROOT, "loss %.4f", risk);
        }
    }

    /**
     * Trains, with a progress bar.
     *
     * @param label what is trained: "CNN"
     * @param name of its folder among the checkpoints
     */
    public static Watched fit(
            RunContext context, Checkpoints checkpoints, String label, String name, Trainer trainer, Dataset data) {
        long start = System.nanoTime();
        try (Progress progress = context.progress("training the " + label, 0)) {
            Follower follower = new Follower(context, progress, label);
            progress.note(follower::note);
            Trained trained = checkpoints
                    .apply(trainer.named(context.catalogue()).listener(follower), name)
                    .fit(data);
            if (follower.made == 0) {
                context.print(label + ": the checkpoint is complete, nothing is left to train");
            }
            return new Watched(trained, follower.made, (System.nanoTime() - start) / 1e9);
        }
    }
}
