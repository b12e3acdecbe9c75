package dev.lemma.core.training;

import dev.lemma.api.plugin.References;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.metric.Metric;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with the parameters that training has left. Immutable; may be used from several threads.
 *
 * <pre>{@code
 * double accuracy = trained.evaluate(Metrics.ACCURACY, split.test());
 * trained.save(Path.of("mlp.safetensors"));
 * }</pre>
 */
public final class Trained {

    /** Samples that are computed at once: predictions need memory for so many, whatever the size of the data. */
    static final int CHUNK = 256;

    private final Network network;
    private final Array theta;
    private final Array iterate;
    private final Array state;
    private final Map<String, Array> slots;
    private final long steps;
    private final History history;
    private final SavedParts parts;

    Trained(
            Network network,
            Array theta,
            Array iterate,
            Array state,
            Map<String, Array> slots,
            long steps,
            History history,
            SavedParts parts) {
        this.network = network;
        this.theta = theta;
        this.iterate = iterate;
        this.state = state;
        this.slots = slots;
        this.steps = steps;
        this.history = history;
        this.parts = parts;
    }

    /** The network with parameters and running statistics from a file that {@link #save} or another program has written. */
    public static Trained load(Network network, Path file) {
        ParameterFile.Content content = ParameterFile.read(network, file);
        return new Trained(
                network,
                content.theta(),
                content.theta(),
                content.state(),
                Map.of(),
                0,
                new History(List.of()),
                content.parts());
    }

    /**
     * The network of a safetensors file that was trained with {@link Trainer#named}, made anew, with its parameters and
     * running statistics.
     *
     * @param catalogue where parts are made
     * @throws IllegalArgumentException if the file does not say what its network was made of
     * @throws IllegalStateException if a part is of a plugin that is not there; the message names plugin and version
     */
    public static Trained load(Path file, References catalogue) {
        return load(SavedParts.of(file).network(catalogue), file);
    }

    public Network network() {
        return network;
    }

    /**
     * θ, as {@link #predict} uses it: the average over the steps if one was asked for, the best if training stopped early,
     * else the last. A copy.
     */
    public INDArray theta() {
        return theta.toINDArray();
    }

    /** θ, as {@link #predict} uses it, on the heap: not to be written to. */
    public Array thetaArray() {
        return theta;
    }

    /**
     * θ after the last step, which is not {@link #thetaArray} when an average was kept or training stopped early: not to be
     * written to.
     */
    public Array lastThetaArray() {
        return iterate;
    }

    /** The network's state, such as running statistics: not to be written to. */
    public Array stateArray() {
        return state;
    }

    /**
     * What the optimiser remembers under a name after the last step, such as an average of the iterates: not to be written to.
     *
     * @throws IllegalArgumentException if it has no such slot; networks from files have none
     */
    public Array slot(String name) {
        Array slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException(
                    "slot: the optimiser has no slot \"" + name + "\"; it has " + new TreeSet<>(slots.keySet()));
        }
        return slot;
    }

    /** The same at other parameters, such as an average that the optimiser keeps; running statistics stay. */
    public Trained at(Array other) {
        if (other.shape().size() != network.parameterCount()) {
            throw new ShapeException("at: theta has " + other.shape().size() + " numbers, the network has "
                    + network.parameterCount() + " parameters");
        }
        return new Trained(
                network,
                other.as(network.type()).reshape(network.parameterCount()),
                iterate,
                state,
                slots,
                steps,
                history,
                parts);
    }

    /** Steps made. */
    public long steps() {
        return steps;
    }

    public History history() {
        return history;
    }

    /** What it was made of and trained with; empty unless it was {@linkplain Trainer#named trained by name}. */
    public SavedParts parts() {
        return parts;
    }

    /** {@code Φ(θ, X)}: a copy. */
    public INDArray predict(INDArray x) {
        return predict(Array.of(x)).toINDArray();
    }

    /** {@code Φ(θ, X)} in evaluation mode, for any number of samples; X is rounded to the network's type. */
    public Array predict(Array x) {
        return predict(network, theta, state, x);
    }

    static Array predict(Network network, Array theta, Array state, Array x) {
        if (x.shape().rank() != network.input().rank() + 1
                || !x.shape().without(0).equals(network.input())) {
            throw new ShapeException("predict: expected a batch of samples " + network.input() + ", got " + x.shape()
                    + (x.shape().equals(network.input())
                            ? ": put the batch first, as " + network.input().batch(1)
                            : ""));
        }
        int n = x.shape().extent(0);
        if (n <= CHUNK) {
            return network.values(theta, state, x);
        }
        int each = network.output().size();
        Array all = Array.zeros(network.type(), network.output().batch(n));
        for (int from = 0; from < n; from += CHUNK) {
            int to = Math.min(n, from + CHUNK);
            Array part = network.values(theta, state, x.rows(from, to));
            System.arraycopy(part.storage(), 0, all.storage(), from * each, (to - from) * each);
        }
        return all;
    }

    /** The metric over all examples. */
    public double evaluate(Metric metric, Dataset data) {
        return metric.of(predict(data.featureArray()), data.targetArray().as(network.type()));
    }

    /**
     * Writes parameters and running statistics under their names: {@code .safetensors} or {@code .npz}, as the file's name
     * ends; safetensors also hold the {@link #parts}. Whole or not at all.
     */
    public void save(Path file) {
        ParameterFile.write(network, theta, state, parts, file);
    }
}
