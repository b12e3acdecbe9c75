package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.plugin.References;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.training.Optimizer;
import dev.lemma.compiler.Executor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Sampler;
import dev.lemma.core.metric.Metric;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Empirical risk minimisation by steps on batches: what to train, on what terms. Immutable; every option gives a new trainer.
 *
 * <pre>{@code
 * Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new Adam(1e-3))
 *         .batchSize(128).epochs(30).seed(0)
 *         .fit(split.train());
 * }</pre>
 *
 * <p>What is trained may be a {@link Model} of several networks, and what is made small any {@link Risk} of them; or several risks, each
 * with an optimiser and the parts it moves:
 *
 * <pre>{@code
 * Trained vae = Trainer.of(Model.of(Map.of("encoder", e, "decoder", d)), (parts, batch, key) -> …, new Adam(1e-3)).fit(images);
 *
 * Trained gan = Trainer.of(Model.of(Map.of("generator", g, "discriminator", d)))
 *         .minimise("discriminator", (parts, batch, key) -> …, new Adam(2e-4))
 *         .minimise("generator", (parts, batch, key) -> …, new Adam(2e-4))
 *         .steps(5000).fit(points);
 * }</pre>
 *
 * <p>Each epoch takes every example once, in an order of its own; a last batch that is shorter is used as it is. What a
 * training computes follows from the trainer, the data and the type of the network alone, bit for bit, whatever the number
 * of threads; with or without the Vector API, and between processors whose vectors differ in length, it is rounded
 * differently. Data of another type are rounded to the network's; they must be finite unless {@link #allowNonFiniteData}
 * says otherwise. Shapes and options are checked before anything is allocated.
 *
 * <p>Without other instructions: batches of 32, 10 epochs, seed 0, the process' fused executor.
 */
public final class Trainer {

    private final Task task;
    private final Terms terms;

    private Trainer(Task task, Terms terms) {
        this.task = task;
        this.terms = terms;
    }

    /** Trains the network to make the mean of the loss small. */
    public static Trainer of(Network network, Loss loss, Optimizer optimizer) {
        Check.given("network", network);
        Check.given("loss", loss);
        Check.given("optimizer", optimizer);
        return new Trainer(Task.of(network, loss, optimizer), Terms.USUAL);
    }

    /**
     * Trains the parts of a model to make a risk small: all parts that the risk applies, but for those that are
     * {@linkplain Parts#frozen frozen} wherever they stand.
     */
    public static Trainer of(Model model, Risk risk, Optimizer optimizer) {
        Check.given("model", model);
        Check.given("risk", risk);
        Check.given("optimizer", optimizer);
        return of(model).with(new Player("model", risk, optimizer, Optional.empty()));
    }

    /** Trains parts of a model, each to make a risk of its own small, which {@link #minimise} says. */
    public static Trainer of(Model model) {
        Check.given("model", model);
        return new Trainer(new Task(model, null, List.of()), Terms.USUAL);
    }

    /**
     * Moves one part to make a risk small. Called several times, each is a player: in every step they move one after another, in the
     * order in which they are named, on the same batch, and each sees the parameters that those before it have moved.
     */
    public Trainer minimise(String part, Risk risk, Optimizer optimizer) {
        Check.given("part", part);
        Check.given("risk", risk);
        Check.given("optimizer", optimizer);
        return minimise(List.of(part), risk, optimizer);
    }

    /** Moves these parts, and no others, to make a risk small. */
    public Trainer minimise(Collection<String> parts, Risk risk, Optimizer optimizer) {
        Check.given("parts", parts);
        Check.given("risk", risk);
        Check.given("optimizer", optimizer);
        if (task.plain()
                || task.players().stream().anyMatch(player -> player.moves().isEmpty())) {
            throw new IllegalArgumentException(
                    "minimise: this training has its risk already: name the players one by one,"
                            + " Trainer.of(model).minimise(…).minimise(…)");
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("minimise: expected at least one part, got none");
        }
        Set<String> moves = new TreeSet<>(parts);
        return with(new Player(String.join("+", moves), risk, optimizer, Optional.of(moves)));
    }

    private Trainer with(Player player) {
        return new Trainer(task.with(player), terms);
    }

    private Trainer with(Terms other) {
        return new Trainer(task, other);
    }

    /** Examples per step. More than there are data means all of them. */
    public Trainer batchSize(int examples) {
        Check.atLeastOne("batchSize", examples);
        return with(terms.with(terms.pace().withBatchSize(examples)));
    }

    /** How often every example is used. */
    public Trainer epochs(int count) {
        Check.atLeastOne("epochs", count);
        return with(terms.with(terms.pace().withEpochs(count)));
    }

    /** How many steps are made, instead of a number of epochs. */
    public Trainer steps(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("steps: expected at least 1, got " + count);
        }
        return with(terms.with(terms.pace().withSteps(count)));
    }

    /** Decides the initial parameters, the orders of the examples and all noise. */
    public Trainer seed(long number) {
        return with(terms.with(terms.start().withSeed(number)));
    }

    /** Starts from these parameters instead of drawing them. */
    public Trainer startingAt(INDArray theta) {
        Check.given("theta", theta);
        return startingAt(Array.of(theta));
    }

    /** Starts from these parameters instead of drawing them. */
    public Trainer startingAt(Array theta) {
        Check.given("theta", theta);
        return startingAt(task.onlyPart("startingAt"), theta);
    }

    /** Starts from the parameters and the running state that another training has left. */
    public Trainer startingAt(Trained from) {
        Check.given("from", from);
        return startingAt(task.onlyPart("startingAt"), from);
    }

    /** Starts a part from these parameters instead of drawing them. */
    public Trainer startingAt(String part, INDArray theta) {
        Check.given("part", part);
        Check.given("theta", theta);
        return startingAt(part, Array.of(theta));
    }

    /** Starts a part from these parameters instead of drawing them. */
    public Trainer startingAt(String part, Array theta) {
        Check.given("part", part);
        Check.given("theta", theta);
        int expected = task.model().part(part).parameterCount();
        if (theta.shape().size() != expected) {
            throw new ShapeException("startingAt: theta has " + theta.shape().size() + " numbers, "
                    + (task.plain() ? "the network" : "\"" + part + "\"") + " has " + expected + " parameters");
        }
        return with(terms.with(terms.start().withTheta(part, theta)));
    }

    /** Starts a part from the parameters and the running state that another training has left: a teacher that is frozen, for example. */
    public Trainer startingAt(String part, Trained from) {
        Check.given("part", part);
        Check.given("from", from);
        Network network = task.model().part(part);
        if (from.stateArray().shape().size() != network.stateCount()) {
            throw new ShapeException(
                    "startingAt: the state has " + from.stateArray().shape().size() + " numbers, expected "
                            + network.stateCount() + ": is it of another network?");
        }
        Trainer started = startingAt(part, from.thetaArray());
        return started.with(started.terms.with(started.terms.start().withState(part, from.stateArray())));
    }

    /** Looks at the loss of these data at the end of every epoch. */
    public Trainer validation(Dataset data) {
        return with(terms.with(terms.watch()
                .withValidation(Check.given("validation", data), terms.watch().metric())));
    }

    /** Looks at the loss and a metric of these data at the end of every epoch. */
    public Trainer validation(Dataset data, Metric watched) {
        Check.given("validation", data);
        Check.given("metric", watched);
        return with(terms.with(terms.watch().withValidation(data, watched)));
    }

    /**
     * Ends when the validation loss has not fallen below its smallest for so many epochs; the parameters of that smallest
     * loss are the result.
     *
     * @param epochs at least 1
     */
    public Trainer earlyStopping(int epochs) {
        Check.atLeastOne("earlyStopping", epochs);
        return with(terms.with(terms.watch().withPatience(epochs)));
    }

    /** Tells the listener of every step and epoch, besides those told already. */
    public Trainer listener(TrainingListener more) {
        return with(terms.with(terms.watch().withListener(Check.given("listener", more))));
    }

    /**
     * Computes the gradient of each batch in so many parts, one after another (gradient accumulation): the same step up to
     * rounding, with the memory of a part. Batch statistics are those of the parts.
     */
    public Trainer accumulate(int partsPerBatch) {
        Check.atLeastOne("accumulate", partsPerBatch);
        return with(terms.with(terms.pace().withParts(partsPerBatch)));
    }

    /**
     * Keeps {@code θ̄ ← d·θ̄ + (1 − d)·θ} from {@code θ̄ = θ₀} on, and makes it the result. Running statistics of layers
     * are not averaged.
     *
     * @param d in [0, 1)
     */
    public Trainer ema(double d) {
        Check.inHalfOpenUnit("ema", d);
        return with(terms.withDecay(d));
    }

    /** Runs the steps on this executor. */
    public Trainer executor(Executor runs) {
        return with(terms.with(Check.given("executor", runs)));
    }

    /**
     * Saves the whole state in a folder every so many steps and at the end; if the folder holds a state already, continues
     * from it, and the result is bit for bit that of a training that was never interrupted. A state of another training is
     * refused, and one that was rounded differently ({@link Executor#arithmetic}), for then that would not hold.
     */
    public Trainer checkpoint(Path path, int everySteps) {
        Check.atLeastOne("everySteps", everySteps);
        return with(terms.with(terms.saving().withFolder(Check.given("path", path), everySteps)));
    }

    /**
     * Notes in checkpoints and saved models which parts are trained and with which, and of which plugins and versions
     * they are: {@link Trained#load(Path, References)} then makes the network anew, or says which plugin is missing. Parts
     * that no plugin has added, such as lambdas, are left out.
     *
     * @param catalogue nn-runtime's, for example
     */
    public Trainer named(References catalogue) {
        return with(terms.with(terms.saving().withCatalogue(Check.given("catalogue", catalogue))));
    }

    /**
     * Takes the examples of each epoch as this sampler says, instead of every one once: balanced, weighted, in order of difficulty.
     */
    public Trainer sampler(Sampler other) {
        return with(terms.with(terms.pace().withSampler(Check.given("sampler", other))));
    }

    /** Accepts data with NaN and infinities, for losses that know what to do with them. */
    public Trainer allowNonFiniteData() {
        return with(terms.withAnyData());
    }

    /** As many trainings as there are keys, as one program: each key is to its member what a {@link #seed}'s is to a training alone. */
    public EnsembleTrainer ensemble(List<Key> keys) {
        return new EnsembleTrainer(new Admission(task, terms), Check.given("keys", keys));
    }

    /**
     * Trains. If the thread is interrupted, or a listener {@linkplain TrainingListener#goesOn says so}, training ends after the step that
     * is being made: the result so far is returned, a checkpoint written if there is a folder, and the thread's mark left as it is.
     *
     * @throws ShapeException when data, network and loss do not fit
     * @throws IllegalArgumentException when data are not finite, or the checkpoint folder holds another training
     * @throws NonFiniteException at the first step that is not finite
     */
    public Trained fit(Dataset data) {
        Check.given("data", data);
        return new Admission(task, terms).run(Check.given("training", data));
    }

    /** Trains on samples without targets, [n, …]. */
    public Trained fit(INDArray samples) {
        Check.given("samples", samples);
        return fit(Dataset.of(samples));
    }

    /** Trains on samples without targets, [n, …]. */
    public Trained fit(Array samples) {
        Check.given("samples", samples);
        return fit(Dataset.of(samples));
    }

    /** Trains without data, for as many {@link #steps} as were asked for: the risk draws what it needs from its key. */
    public Trained fit() {
        return new Admission(task, terms).run();
    }
}
