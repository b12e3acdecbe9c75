package dev.lemma.examples.training;

import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Option;
import dev.lemma.examples.RunContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a run keeps what it needs to be continued: {@code --checkpoint DIR --every STEPS}.
 *
 * @param folder of the run; each training has a folder of its own in it
 * @param every steps between two checkpoints
 */
public record Checkpoints(Optional<Path> folder, int every) {

    /** The folder. */
    public static final Option<Path> FOLDER =
            Option.path("checkpoint", "DIR", "saves training there, and continues from what is there already");

    /** The distance. */
    public static final Option<Integer> EVERY =
            Option.integer("every", 100, "steps between two checkpoints").between(1, 1_000_000_000);

    /** As asked for. */
    public static Checkpoints of(RunContext context) {
        return new Checkpoints(context.find(FOLDER), context.get(EVERY));
    }

    /** The trainer, saving under this name if a folder was given. */
    Trainer apply(Trainer trainer, String name) {
        return folder.map(path -> trainer.checkpoint(path.resolve(name), every)).orElse(trainer);
    }
}
