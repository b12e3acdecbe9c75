package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.plugin.References;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.metric.Metric;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
 * <p>Each epoch takes every example once, in an order of its own; a last batch that is shorter is used as it is. What a
 * training computes follows from the trainer, the data and the type of the network alone, bit for bit, whatever the number
 * of threads; with or without the Vector API, and between processors whose vectors differ in length, it is rounded
 * differently. Data of another type are rounded to the network's; they must be finite unless {@link #allowNonFiniteData}
 * says otherwise. Shapes and options are checked before anything is allocated.
 *
 * <p>Without other instructions: batches of 32, 10 epochs, seed 0, the process' fused executor.
 */
public final class Trainer {

    final Network network;
    final Loss loss;
    final Optimizer optimizer;
    int batchSize = 32;
    long epochs = 10;
    long steps = Long.MAX_VALUE;
    long seed;
    int parts = 1;
    OptionalDouble decay = OptionalDouble.empty();
    int patience;
    boolean anyData;

    @Nullable
    Dataset validation;

    @Nullable
    Metric metric;

    @Nullable
    Array start;

    @Nullable
    Path folder;

    int every;
    TrainingListener listener = TrainingListener.NONE;

    @Nullable
    Executor executor;

    @Nullable
    References references;

    private Trainer(Network network, Loss loss, Optimizer optimizer) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    }

    /** Trains the network to make the mean of the loss small. */
    public static Trainer of(Network network, Loss loss, Optimizer optimizer) {
        return new Trainer(network, loss, optimizer);
    }

    /** A copy, changed before anyone sees it. */
    private Trainer with(Consumer<Trainer> change) {
        Trainer copy = new Trainer(network, loss, optimizer);
        copy.batchSize = batchSize;
        copy.epochs = epochs;
        copy.steps = steps;
        copy.seed = seed;
        copy.parts = parts;
        copy.decay = decay;
        copy.patience = patience;
        copy.anyData = anyData;
        copy.validation = validation;
        copy.metric = metric;
        copy.start = start;
        copy.folder = folder;
        copy.every = every;
        copy.listener = listener;
        copy.executor = executor;
        copy.references = references;
        change.accept(copy);
        return copy;
    }

    /** Examples per step. More than there are data means all of them. */
    public Trainer batchSize(int examples) {
        Check.atLeastOne("batchSize", examples);
        return with(t -> t.batchSize = examples);
    }

    /** How often every example is used. */
    public Trainer epochs(int count) {
        Check.atLeastOne("epochs", count);
        return with(t -> {
            t.epochs = count;
            t.steps = Long.MAX_VALUE;
        });
    }

    /** How many steps are made, instead of a number of epochs. */
    public Trainer steps(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("steps: expected at least 1, got " + count);
        }
        return with(t -> {
            t.steps = count;
            t.epochs = Long.MAX_VALUE;
        });
    }

    /** Decides the initial parameters, the orders of the examples and all noise. */
    public Trainer seed(long number) {
        return with(t -> t.seed = number);
    }

    /** Starts from these parameters instead of drawing them. */
    public Trainer startingAt(INDArray theta) {
        return startingAt(Array.of(theta));
    }

    /** Starts from these parameters instead of drawing them. */
    public Trainer startingAt(Array theta) {
        if (theta.shape().size() != network.parameterCount()) {
            throw new ShapeException("startingAt: theta has " + theta.shape().size() + " numbers, the network has "
                    + network.parameterCount() + " parameters");
        }
        return with(t -> t.start = theta);
    }

    /** Looks at the loss of these data at the end of every epoch. */
    public Trainer validation(Dataset data) {
        return with(t -> t.validation = data);
    }

    /** Looks at the loss and a metric of these data at the end of every epoch. */
    public Trainer validation(Dataset data, Metric watched) {
        return with(t -> {
            t.validation = data;
            t.metric = watched;
        });
    }

    /**
     * Ends when the validation loss has not fallen below its smallest for so many epochs; the parameters of that smallest
     * loss are the result.
     *
     * @param epochs at least 1
     */
    public Trainer earlyStopping(int epochs) {
        Check.atLeastOne("earlyStopping", epochs);
        return with(t -> t.patience = epochs);
    }

    /** Tells the listener of every step and epoch, besides those told already. */
    public Trainer listener(TrainingListener more) {
        return with(t -> t.listener = t.listener == TrainingListener.NONE ? more : t.listener.and(more));
    }

    /**
     * Computes the gradient of each batch in so many parts, one after another (gradient accumulation): the same step up to
     * rounding, with the memory of a part. Batch statistics are those of the parts.
     */
    public Trainer accumulate(int partsPerBatch) {
        Check.atLeastOne("accumulate", partsPerBatch);
        return with(t -> t.parts = partsPerBatch);
    }

    /**
     * Keeps {@code θ̄ ← d·θ̄ + (1 − d)·θ} from {@code θ̄ = θ₀} on, and makes it the result. Running statistics of layers
     * are not averaged.
     *
     * @param d in [0, 1)
     */
    public Trainer ema(double d) {
        Check.inHalfOpenUnit("ema", d);
        return with(t -> t.decay = OptionalDouble.of(d));
    }

    /** Runs the steps on this executor. */
    public Trainer executor(Executor runs) {
        return with(t -> t.executor = runs);
    }

    /**
     * Saves the whole state in a folder every so many steps and at the end; if the folder holds a state already, continues
     * from it, and the result is bit for bit that of a training that was never interrupted. A state of another training is
     * refused, and one that was rounded differently ({@link Executor#arithmetic}), for then that would not hold.
     */
    public Trainer checkpoint(Path path, int everySteps) {
        Check.atLeastOne("everySteps", everySteps);
        return with(t -> {
            t.folder = Objects.requireNonNull(path, "path");
            t.every = everySteps;
        });
    }

    /**
     * Notes in checkpoints and saved models which parts are trained and with which, and of which plugins and versions
     * they are: {@link Trained#load(Path, References)} then makes the network anew, or says which plugin is missing. Parts
     * that no plugin has added, such as lambdas, are left out.
     *
     * @param catalogue nn-runtime's, for example
     */
    public Trainer named(References catalogue) {
        return with(t -> t.references = Objects.requireNonNull(catalogue, "catalogue"));
    }

    /** Accepts data with NaN and infinities, for losses that know what to do with them. */
    public Trainer allowNonFiniteData() {
        return with(t -> t.anyData = true);
    }

    /**
     * Trains.
     *
     * @throws ShapeException when data, network and loss do not fit
     * @throws IllegalArgumentException when data are not finite, or the checkpoint folder holds another training
     * @throws NonFiniteException at the first step that is not finite
     */
    public Trained fit(Dataset data) {
        Dataset examples = checked("training", data);
        if (patience > 0 && validation == null) {
            throw new IllegalArgumentException("earlyStopping: expected validation data, got none: add validation(…)");
        }
        Trainer checked = validation == null ? this : with(t -> t.validation = checked("validation", t.validation));
        if (validation != null && !validation.targetShape().equals(data.targetShape())) {
            throw new ShapeException("validation: targets of one example are " + validation.targetShape()
                    + ", in the training data " + data.targetShape());
        }
        requireTargetsThatFit("training", examples);
        if (checked.validation != null) {
            requireTargetsThatFit("validation", checked.validation);
        }
        return new TrainingRun(checked, examples).run();
    }

    /**
     * Tries the loss on the examples with the smallest and the largest target and the first that is no whole number:
     * classes show themselves there.
     */
    private void requireTargetsThatFit(String what, Dataset data) {
        Array targets = data.targetArray();
        int smallest = 0;
        int largest = 0;
        int broken = 0;
        for (int i = 0; i < targets.shape().size(); i++) {
            double value = targets.get(i);
            smallest = value < targets.get(smallest) ? i : smallest;
            largest = value > targets.get(largest) ? i : largest;
            broken = targets.get(broken) == Math.rint(targets.get(broken)) && value != Math.rint(value) ? i : broken;
        }
        Tensor prediction = Tensor.full(network.type(), network.output().batch(1), 0);
        Tensor target = Tensor.input(
                "target", network.type(), data.targetShape().batch(1).extents());
        List<Tensor> risk = List.of(loss.risk(prediction, target));
        for (int place : new int[] {smallest, largest, broken}) {
            int example = place / Math.max(1, data.targetShape().size());
            try {
                ReferenceExecutor.evaluate(risk, Map.of(target, targets.rows(example, example + 1)));
            } catch (IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        what + " data: the target of example " + example + ", " + targets.get(place)
                                + ", does not fit the loss and outputs " + network.output() + ": " + e.getMessage()
                                + ". Classes are the whole numbers below the number of outputs",
                        e);
            }
        }
    }

    private Dataset checked(String what, @Nullable Dataset data) {
        Objects.requireNonNull(data, what);
        Shape expected = network.input();
        if (!data.featureShape().equals(expected)) {
            String fix =
                    data.featureShape().size() == expected.size() ? ": data.reshaped(Shape.of(…)) makes them fit" : "";
            throw new ShapeException(
                    what + " data: the network takes samples " + expected + ", got " + data.featureShape() + fix);
        }
        return anyData
                ? data.as(network.type())
                : data.requireFinite().as(network.type()).requireFinite();
    }

    Executor executor() {
        return executor == null ? Fused.executor() : executor;
    }

    Key key() {
        return Key.of(seed);
    }
}
