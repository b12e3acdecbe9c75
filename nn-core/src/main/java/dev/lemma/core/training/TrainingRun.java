package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Batches;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.checkpoint.Checkpoint;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One training: the loop over steps, and everything that changes in it.
 *
 * <p>θ, state and slots live in arrays of this object. The routine for whole batches and the one for the shorter last batch
 * work on the same arrays, and both read the examples where the dataset keeps them.
 */
final class TrainingRun {

    /** A compiled step for one batch size. */
    private record Compiled(Execution execution, Array rows, Array key, Map<Tensor, Array> places, Tensor newTheta) {

        int size() {
            return rows.shape().size();
        }

        /** The risk and the gradient's sum. */
        List<Tensor> checked() {
            return execution.routine().outputs().subList(0, 2);
        }

        /** The parameters after the step. */
        List<Tensor> updated() {
            return List.of(newTheta);
        }
    }

    /**
     * A copy of the memory is made every so many steps: at most so many are made again after one that spoils the parameters.
     * A copy costs about as much as an optimiser's pass.
     */
    private static final int REWOUND_AT_MOST = 250;

    private final Trainer trainer;
    private final Network network;
    private final Dataset data;
    private final Batches batches;
    private final long total;
    private final Key stepKey;
    private final TrainingStep wholeStep;
    private final Program risks;
    private final Map<String, Array> memory = new LinkedHashMap<>();
    private final Map<Integer, Compiled> compiled = new HashMap<>();
    private final List<Epoch> history = new ArrayList<>();
    private final Map<String, String> configuration;
    private final SavedParts parts;
    private long done;
    private double lossSum;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int epochsSinceBest;
    private @Nullable Array bestTheta;
    private @Nullable Array bestState;
    private final Map<String, Array> earlier = new LinkedHashMap<>();
    private long earlierDone;
    private double earlierLossSum;
    private int[] order = new int[0];
    private long orderedEpoch = -1;

    TrainingRun(Trainer trainer, Dataset data) {
        this.trainer = trainer;
        this.network = trainer.network;
        this.data = data;
        Key key = trainer.key();
        int batch = Math.min(trainer.batchSize, data.size());
        this.batches = new Batches(data.size(), batch, key.of("batches"));
        this.stepKey = key.of("steps");
        long perEpoch = batches.perEpoch();
        this.total = trainer.epochs > Long.MAX_VALUE / perEpoch
                ? trainer.steps
                : Math.min(trainer.steps, trainer.epochs * perEpoch);
        this.wholeStep = step(batch);
        this.risks = Program.of(trainer.executor(), leaves -> List.of(trainer.loss.risk(leaves.get(0), leaves.get(1))));
        Array theta = trainer.start == null
                ? network.initialArray(key.of("initial"))
                : copy(trainer.start.reshape(network.parameterCount()));
        memory.put(TrainingStep.THETA, theta.as(network.type()));
        memory.put(TrainingStep.STATE, network.initialState());
        memory.putAll(wholeStep.initial());
        if (trainer.decay.isPresent()) {
            memory.put(TrainingStep.AVERAGE, copy(kept(TrainingStep.THETA)));
        }
        this.parts = trainer.references == null
                ? SavedParts.NONE
                : SavedParts.of(network, trainer.loss, trainer.optimizer, trainer.references);
        this.configuration = trainer.folder == null ? Map.of() : configuration();
        memory.forEach((name, array) -> earlier.put(name, copy(array)));
    }

    private static Array copy(Array array) {
        return copy(array, array.shape());
    }

    private static Array copy(Array array, Shape shape) {
        Array copy = Array.zeros(array.type(), shape);
        System.arraycopy(array.storage(), 0, copy.storage(), 0, shape.size());
        return copy;
    }

    private TrainingStep step(int batch) {
        return new TrainingStep(
                network,
                trainer.loss,
                trainer.optimizer,
                data.featureArray().shape(),
                data.targetArray().shape(),
                batch,
                trainer.parts,
                trainer.decay);
    }

    private Compiled compile(int batch) {
        TrainingStep step = batch == batches.batchSize() ? wholeStep : step(batch);
        Routine routine = step.routine();
        Array rows = Array.zeros(network.type(), Shape.of(batch));
        Array key = Array.zeros(network.type(), Shape.of(4));
        Map<Tensor, Array> places = new IdentityHashMap<>();
        places.put(routine.inputs().get(0), rows);
        places.put(routine.inputs().get(1), key);
        step.places().forEach((name, place) -> {
            Array array =
                    switch (name) {
                        case TrainingStep.FEATURES -> data.featureArray();
                        case TrainingStep.TARGETS -> data.targetArray();
                        default -> memory.get(name);
                    };
            places.put(routine.states().get(place), array);
        });
        Tensor newTheta =
                routine.updates().get(Objects.requireNonNull(step.places().get(TrainingStep.THETA)));
        return new Compiled(trainer.executor().open(routine, places), rows, key, places, newTheta);
    }

    Trained run() {
        if (trainer.folder == null) {
            loop(null);
            return result();
        }
        try (CheckpointFolder folder = CheckpointFolder.open(trainer.folder)) {
            folder.newest().ifPresent(saved -> resume(saved.file(), saved.checkpoint()));
            loop(folder);
            return result();
        }
    }

    private boolean stopped() {
        return trainer.patience > 0 && epochsSinceBest >= trainer.patience;
    }

    private void loop(@Nullable CheckpointFolder folder) {
        int perEpoch = batches.perEpoch();
        while (done < total && !stopped()) {
            Compiled step = make(done);
            double risk = step.execution().item(0);
            if (step.execution().item(1) != 0) {
                throw checkNotFinite(step, risk, folder);
            }
            done++;
            lossSum += risk * step.size();
            trainer.listener.step(done, total, risk);
            boolean ends = done % perEpoch == 0;
            boolean saves = folder != null && (done % trainer.every == 0 || done == total);
            boolean keeps = done - earlierDone == REWOUND_AT_MOST;
            if ((ends || saves || keeps || done == total) && !thetaIsFinite()) {
                throw updateNotFinite(folder);
            }
            if (ends) {
                endEpoch();
            }
            if (keeps) {
                keepEarlier();
            }
            if (folder != null && (saves || stopped())) {
                save(folder);
            }
        }
    }

    /** The execution of a step, its batch and its key in place: what it computes depends on these and on the memory alone. */
    private Compiled arranged(long number) {
        long epoch = number / batches.perEpoch();
        int batch = (int) (number % batches.perEpoch());
        if (orderedEpoch != epoch) {
            order = batches.order(epoch);
            orderedEpoch = epoch;
        }
        int from = batches.start(batch);
        Compiled step = compiled.computeIfAbsent(batches.end(batch) - from, this::compile);
        place(order, from, step.rows());
        place(stepKey.at(number), step.key());
        return step;
    }

    private Compiled make(long number) {
        Compiled step = arranged(number);
        step.execution().run();
        return step;
    }

    // ------------------------------------------------------------------ what is not finite

    private boolean thetaIsFinite() {
        return kept(TrainingStep.THETA).isFinite();
    }

    /** The step has told that its risk or its gradient is not finite; if it is the gradient, it has changed the memory. */
    private NonFiniteException checkNotFinite(Compiled step, double risk, @Nullable CheckpointFolder folder) {
        if (Double.isFinite(risk)) {
            long told = done;
            goBack();
            while (done < told && thetaIsFinite()) {
                again();
            }
            arranged(done);
        }
        // A step from finite parameters, or one after an update that made them infinite from finite gradients.
        return thetaIsFinite() || done == earlierDone
                ? notFinite(step, "", ", the risk is " + risk, step.checked(), folder)
                : updateNotFinite(folder);
    }

    /**
     * The arrays hold what the step started from.
     *
     * @param what a sentence to begin with, and a space
     * @param risk what to say of the risk
     * @param roots expressions of the step, one of which is not finite
     */
    private NonFiniteException notFinite(
            Compiled step, String what, String risk, List<Tensor> roots, @Nullable CheckpointFolder folder) {
        String expression = what + FirstNonFinite.describe(roots, step.places());
        if (folder != null) {
            save(folder);
        }
        String kept = folder == null
                ? "The parameters before it are in lastGood()"
                : "The state before it is in " + trainer.folder;
        return new NonFiniteException(
                done + 1,
                expression,
                result(),
                "training: step " + (done + 1) + " of " + total + " (epoch "
                        + (done / batches.perEpoch() + 1) + ", batch " + (done % batches.perEpoch() + 1)
                        + ") is not finite" + risk + ". "
                        + expression + ". " + kept
                        + ". Likely fixes: a smaller rate, clipped gradients, standardised data, or float64.");
    }

    /**
     * An update since the last look has written parameters that are not finite. The steps since the copy are made again, up to
     * that one, and then once more up to the one before it, whose state is the last good one.
     */
    private NonFiniteException updateNotFinite(@Nullable CheckpointFolder folder) {
        long noticed = done;
        goBack();
        while (done < noticed && thetaIsFinite()) {
            again();
        }
        List<String> names = new ArrayList<>();
        Array theta = kept(TrainingStep.THETA);
        for (Parameter parameter : network.parameters()) {
            int from = parameter.offset();
            if (!theta.rows(from, from + parameter.shape().size()).isFinite()) {
                names.add("\"" + parameter.name() + "\"");
            }
        }
        long last = done - 1;
        goBack();
        while (done < last) {
            again();
        }
        String what = "The update of " + String.join(", ", names) + " by " + Fingerprint.text(trainer.optimizer)
                + " is not finite, the gradient is. ";
        Compiled broken = arranged(last);
        return notFinite(broken, what, "", broken.updated(), folder);
    }

    private void goBack() {
        earlier.forEach((name, array) -> overwrite(kept(name), array));
        done = earlierDone;
        lossSum = earlierLossSum;
    }

    /** Makes a step that has been made before, and tells nobody. */
    private void again() {
        Compiled step = make(done);
        done++;
        lossSum =
                done % batches.perEpoch() == 0 ? 0 : lossSum + step.execution().item(0) * step.size();
    }

    /** Makes this moment the one to go back to. */
    private void keepEarlier() {
        memory.forEach((name, array) -> overwrite(Objects.requireNonNull(earlier.get(name), name), array));
        earlierDone = done;
        earlierLossSum = lossSum;
    }

    private static void overwrite(Array to, Array from) {
        System.arraycopy(from.storage(), 0, to.storage(), 0, to.shape().size());
    }

    /** What the training keeps under a name that it has always. */
    private Array kept(String name) {
        return Objects.requireNonNull(memory.get(name), name);
    }

    // ------------------------------------------------------------------ checkpoints

    private Map<String, String> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("network", Fingerprint.of(network));
        configuration.put("layers", Fingerprint.text(network.layer()));
        configuration.put("optimizer", Fingerprint.text(trainer.optimizer));
        configuration.put("loss", Fingerprint.text(trainer.loss));
        configuration.put("data", Fingerprint.of(data));
        configuration.put("validation", trainer.validation == null ? "none" : Fingerprint.of(trainer.validation));
        configuration.put("metric", trainer.metric == null ? "none" : trainer.metric.name());
        configuration.put("seed", Long.toString(trainer.seed));
        configuration.put("batch size", Integer.toString(batches.batchSize()));
        configuration.put("start", trainer.start == null ? "drawn" : Fingerprint.of(trainer.start));
        configuration.put("early stopping", Integer.toString(trainer.patience));
        configuration.put("executor", trainer.executor().arithmetic());
        configuration.put("expressions", Fingerprint.of(wholeStep.routine()));
        return configuration;
    }

    private void save(CheckpointFolder folder) {
        Checkpoint.Builder to = Checkpoint.builder();
        configuration.forEach((name, value) -> to.put("configuration/" + name, value));
        parts.texts().forEach((name, value) -> to.put(SavedParts.IN_CHECKPOINTS + name, value));
        to.put("done", done);
        to.put("lossSum", lossSum);
        to.put("bestLoss", bestLoss);
        to.put("epochsSinceBest", epochsSinceBest);
        memory.forEach((name, array) -> to.put("memory/" + name, array));
        if (bestTheta != null && bestState != null) {
            to.put("best/theta", bestTheta);
            to.put("best/state", bestState);
        }
        double[] numbers = new double[5 * history.size()];
        int at = 0;
        for (Epoch epoch : history) {
            numbers[at++] = epoch.number();
            numbers[at++] = epoch.steps();
            numbers[at++] = epoch.loss();
            numbers[at++] = epoch.validationLoss();
            numbers[at++] = epoch.validationMetric();
        }
        to.put("history", Array.of(Shape.of(history.size(), 5), numbers));
        folder.save(done, to.build());
    }

    private void resume(Path file, Checkpoint from) {
        List<String> different = new ArrayList<>();
        configuration.forEach((name, value) -> {
            String entry = "configuration/" + name;
            String saved = from.has(entry) ? from.text(entry) : "not there";
            if (!saved.equals(value)) {
                Difference difference =
                        name.equals("layers") ? Difference.between(saved, value) : new Difference(saved, value);
                different.add(name + ": " + difference.there() + " there, " + difference.here() + " here");
            }
        });
        if (!different.isEmpty()) {
            boolean rounding = different.size() == 1 && different.get(0).startsWith("executor: ");
            throw new IllegalArgumentException("checkpoint " + file + ": "
                    + (rounding ? "this training, rounded differently, wrote it. " : "another training wrote it. ")
                    + String.join("; ", different) + SavedParts.of(from).sentence() + ". Train as it was"
                    + (rounding
                            ? " (executor, Java, -Dlemma.vector, class path, kind of processor), or give this training a folder"
                                    + " of its own, and startingAt(…) the saved parameters if it shall go on from them."
                            : ", or give this training a folder of its own."));
        }
        if (from.whole("done") > total) {
            throw new IllegalArgumentException(
                    "checkpoint " + file + ": it is after step " + from.whole("done") + ", this training ends at step "
                            + total + ". Ask for as many steps at least, or give this training a folder of its own.");
        }
        done = from.whole("done");
        lossSum = from.real("lossSum");
        bestLoss = from.real("bestLoss");
        epochsSinceBest = Math.toIntExact(from.whole("epochsSinceBest"));
        memory.replaceAll((name, own) -> copy(from.array("memory/" + name), own.shape()));
        if (from.has("best/theta")) {
            bestTheta = from.array("best/theta");
            bestState = from.array("best/state");
        }
        Array numbers = from.array("history");
        history.clear();
        for (int at = 0; at < numbers.shape().size(); at += 5) {
            history.add(new Epoch(
                    (long) numbers.get(at),
                    (long) numbers.get(at + 1),
                    numbers.get(at + 2),
                    numbers.get(at + 3),
                    numbers.get(at + 4)));
        }
        keepEarlier();
    }

    // ------------------------------------------------------------------ batches and epochs

    private static void place(int[] order, int from, Array rows) {
        if (rows.storage() instanceof float[] f) {
            for (int i = 0; i < f.length; i++) {
                f[i] = order[from + i];
            }
        } else {
            double[] d = (double[]) rows.storage();
            for (int i = 0; i < d.length; i++) {
                d[i] = order[from + i];
            }
        }
    }

    private void place(Key key, Array words) {
        System.arraycopy(TrainingStep.key(network.type(), key).storage(), 0, words.storage(), 0, 4);
    }

    private void endEpoch() {
        double validationLoss = Double.NaN;
        double metric = Double.NaN;
        Dataset held = trainer.validation;
        if (held != null) {
            Array prediction = Trained.predict(network, used(), kept(TrainingStep.STATE), held.featureArray());
            validationLoss = risk(prediction, held.targetArray());
            metric = trainer.metric == null ? Double.NaN : trainer.metric.of(prediction, held.targetArray());
            if (validationLoss < bestLoss) {
                bestLoss = validationLoss;
                epochsSinceBest = 0;
                if (trainer.patience > 0) {
                    bestTheta = copy(used());
                    bestState = copy(kept(TrainingStep.STATE));
                }
            } else {
                epochsSinceBest++;
            }
        }
        Epoch epoch = new Epoch(history.size() + 1, done, lossSum / data.size(), validationLoss, metric);
        history.add(epoch);
        lossSum = 0;
        trainer.listener.epoch(epoch);
    }

    /** The parameters that would be the result now, early stopping apart. */
    private Array used() {
        return kept(trainer.decay.isPresent() ? TrainingStep.AVERAGE : TrainingStep.THETA);
    }

    private double risk(Array prediction, Array target) {
        int n = target.shape().extent(0);
        double sum = 0;
        for (int from = 0; from < n; from += Trained.CHUNK) {
            int to = Math.min(n, from + Trained.CHUNK);
            sum += (to - from)
                    * risks.call(prediction.rows(from, to), target.rows(from, to))
                            .item();
        }
        return sum / n;
    }

    private Trained result() {
        Array theta = bestTheta == null ? copy(used()) : bestTheta;
        Array state = bestState == null ? copy(kept(TrainingStep.STATE)) : bestState;
        Map<String, Array> slots = new LinkedHashMap<>();
        for (String name : wholeStep.initial().keySet()) {
            if (!name.equals(TrainingStep.STEP)) {
                slots.put(name, copy(kept(name)));
            }
        }
        return new Trained(
                network, theta, copy(kept(TrainingStep.THETA)), state, slots, done, new History(history), parts);
    }
}
