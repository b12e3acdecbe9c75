package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.FormatException;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One training: the loop over steps. */
final class TrainingRun {

    /**
     * A copy of the memory is made every so many steps: at most so many are made again after one that spoils the parameters.
     * A copy costs about as much as an optimiser's pass.
     */
    private static final int REWOUND_AT_MOST = 250;

    private final Task task;
    private final Terms terms;
    private final @Nullable Dataset data;
    private final Steps steps;
    private final Plan plan;
    private final Memory memory = new Memory();
    private final Progress progress;
    private final double[] risks;
    private final Diagnosis diagnosis;
    private final SavedParts parts;
    private final @Nullable RunCheckpoint checkpoints;
    private @Nullable Validation validation;
    private boolean stopped;

    TrainingRun(Task task, Terms terms, @Nullable Dataset data) {
        this.task = task;
        this.terms = terms;
        this.data = data;
        Key key = terms.start().key();
        this.plan = new Plan(data == null ? 0 : data.size(), terms.pace(), key.of("batches"));
        this.steps = new Steps(task, terms, data, plan, key.of("steps"), memory);
        this.progress = new Progress(task.players().size());
        this.risks = progress.riskSums.clone();
        this.diagnosis = new Diagnosis(task, steps, memory, progress);
        initial(task, steps.layout(), terms, steps.whole(), key.of("initial")).forEach(memory::put);
        this.parts = terms.saving().catalogue() == null
                ? SavedParts.NONE
                : SavedParts.of(task, terms.saving().catalogue());
        this.checkpoints = terms.saving().folder() == null ? null : new RunCheckpoint(task, terms, data, steps, parts);
        keep();
    }

    /** Every array as it is before the first step, by name. */
    static Map<String, Array> initial(Task task, Layout layout, Terms terms, TrainingStep whole, Key key) {
        Map<String, Array> arrays = new LinkedHashMap<>();
        for (Layout.Block block : layout.blocks()) {
            Array theta = Array.zeros(task.type(), Shape.of(block.size()));
            for (String part : block.parts()) {
                Array given = terms.start().thetas().get(part);
                Array own = given == null
                        ? task.model().part(part).initialArray(task.plain() ? key : key.of(part))
                        : given.as(task.type());
                System.arraycopy(
                        own.storage(),
                        0,
                        theta.storage(),
                        layout.placement(part).offset(),
                        own.shape().size());
            }
            arrays.put(block.theta(), theta);
        }
        task.model().parts().forEach((part, network) -> {
            Array given = terms.start().states().get(part);
            arrays.put(layout.state(part), given == null ? network.initialState() : Memory.copy(given.as(task.type())));
        });
        whole.initial().forEach((name, array) -> arrays.put(name, Memory.copy(array)));
        if (terms.decay().isPresent()) {
            for (Layout.Block block : layout.blocks()) {
                if (block.moved()) {
                    arrays.put(block.average(), Memory.copy(Objects.requireNonNull(arrays.get(block.theta()))));
                }
            }
        }
        return arrays;
    }

    private void keep() {
        memory.keep();
        progress.keep();
    }

    Trained run() {
        if (terms.saving().folder() == null || checkpoints == null) {
            loop(null);
            return result();
        }
        boolean interrupted = Thread.interrupted(); // which would close the folder's lock
        try (CheckpointFolder folder = CheckpointFolder.open(terms.saving().folder())) {
            folder.newest().ifPresent(saved -> {
                checkpoints.resume(saved.file(), saved.checkpoint(), memory, progress);
                if (progress.done != saved.step()) {
                    throw new FormatException(saved.file() + ": it holds the state after step " + progress.done
                            + ", its name says " + saved.step()
                            + ": it was renamed or copied. Give it its own name back,"
                            + " or remove it.");
                }
                keep();
            });
            terms.watch().listener().resumed(progress.done, folder.skipped());
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            loop(folder);
            return result();
        }
    }

    private boolean lostPatience() {
        return progress.lostPatience(terms.watch().patience());
    }

    private void loop(@Nullable CheckpointFolder folder) {
        TrainingListener listener = terms.watch().listener();
        long total = plan.total();
        while (progress.done < total && !lostPatience() && !stopped) {
            Steps.Compiled step = steps.make(progress.done);
            double risk = step.risk();
            if (!step.isFinite()) {
                throw notFinite(diagnosis.ofCheck(step, risk), folder);
            }
            step.risks(risks);
            progress.add(risk, risks, step.size());
            listener.step(progress.done, total, risk);
            if (risks.length > 0) {
                listener.risks(progress.done, risks);
            }
            stopped = Thread.currentThread().isInterrupted() || !listener.goesOn();
            boolean ends = plan.endsEpoch(progress.done);
            boolean last = progress.done == total || stopped;
            boolean saves = folder != null && (progress.done % terms.saving().every() == 0 || last);
            boolean keeps = progress.done - progress.earlierDone() == REWOUND_AT_MOST;
            if ((ends || saves || keeps || last) && !diagnosis.parametersAreFinite()) {
                throw notFinite(diagnosis.ofUpdate(), folder);
            }
            if (ends) {
                endEpoch();
            }
            if (keeps) {
                keep();
            }
            if (folder != null && (saves || lostPatience())) {
                save(folder);
            }
        }
    }

    private void save(CheckpointFolder folder) {
        if (checkpoints != null) {
            folder.save(progress.done, checkpoints.of(memory, progress));
        }
    }

    private NonFiniteException notFinite(Diagnosis.Finding found, @Nullable CheckpointFolder folder) {
        if (folder != null) {
            save(folder);
        }
        String kept = folder == null
                ? "The parameters before it are in lastGood()"
                : "The state before it is in " + terms.saving().folder();
        return new NonFiniteException(
                progress.done + 1,
                found.expression(),
                result(),
                "training: step " + (progress.done + 1) + " of " + plan.total() + plan.place(progress.done)
                        + " is not finite" + found.risk() + ". "
                        + found.expression() + ". " + kept
                        + ". Likely fixes: a smaller rate, clipped gradients, standardised data, or float64.");
    }

    // ------------------------------------------------------------------ epochs

    private void endEpoch() {
        Dataset held = terms.watch().validation();
        Validation.Seen seen = held == null
                ? Validation.Seen.NOTHING
                : validation(held).look(terms.start().key().of("validation"));
        Epoch epoch = progress.endEpoch(plan.length(), seen, held != null);
        if (terms.watch().patience() > 0 && progress.isBest()) {
            outcome().used().forEach((name, array) -> progress.best.put(name, Memory.copy(array)));
        }
        terms.watch().listener().epoch(epoch);
    }

    /** Made at the end of the first epoch, when the arrays are those that stay. */
    private Validation validation(Dataset held) {
        Validation made = validation;
        if (made == null) {
            made = Validation.of(task, steps.layout(), terms, held, outcome().used());
            validation = made;
        }
        return made;
    }

    private Outcome outcome() {
        return new Outcome(task, steps.layout(), terms.decay().isPresent(), memory::get);
    }

    private Trained result() {
        return outcome().trained(steps.whole(), progress, parts);
    }
}
