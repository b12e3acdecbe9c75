package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.plugin.References;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.metric.Metric;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.network.Placement;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with the parameters and the running statistics that training has left; or the parts of a {@link Model}, each of them such a
 * network. Immutable; may be used from several threads.
 *
 * <pre>{@code
 * double accuracy = trained.evaluate(Metrics.ACCURACY, split.test());
 * trained.save(Path.of("mlp.safetensors"));
 *
 * INDArray pictures = vae.part("decoder").predict(latents);
 * }</pre>
 */
public final class Trained {

    /** Samples that are computed at once: predictions need memory for so many, whatever the size of the data. */
    static final int CHUNK = 256;

    /**
     * One network and what training has left of it.
     *
     * @param theta as it is used
     * @param iterate θ after the last step
     */
    record Part(Network network, Array theta, Array iterate, Array state) {}

    private final Map<String, Part> parts;
    private final boolean plain;
    private final Map<String, Array> slots;
    private final long steps;
    private final History history;
    private final SavedParts saved;

    /**
     * @param plain whether the names in files are those of the one network, without the part's name before them
     */
    Trained(
            Map<String, Part> parts,
            boolean plain,
            Map<String, Array> slots,
            long steps,
            History history,
            SavedParts saved) {
        this.parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        this.plain = plain;
        this.slots = slots;
        this.steps = steps;
        this.history = history;
        this.saved = saved;
    }

    private static Trained alone(Part part, Map<String, Array> slots, long steps, History history, SavedParts saved) {
        return new Trained(Map.of(Task.NETWORK, part), true, slots, steps, history, saved);
    }

    /** The network with parameters and running statistics from a file that {@link #save} or another program has written. */
    public static Trained load(Network network, Path file) {
        Check.given("network", network);
        Check.given("file", file);
        ParameterFile.Content content = ParameterFile.read(Map.of(Placement.ALONE, network), file);
        return alone(content.part(Placement.ALONE), Map.of(), 0, new History(List.of()), content.saved());
    }

    /** The parts with parameters and running statistics from a file that {@link #save} or another program has written. */
    public static Trained load(Model model, Path file) {
        Check.given("model", model);
        Check.given("file", file);
        Map<Placement, Network> networks = new LinkedHashMap<>();
        model.parts().forEach((name, network) -> networks.put(place(name), network));
        ParameterFile.Content content = ParameterFile.read(networks, file);
        Map<String, Part> parts = new LinkedHashMap<>();
        model.names().forEach(name -> parts.put(name, content.part(place(name))));
        return new Trained(parts, false, Map.of(), 0, new History(List.of()), content.saved());
    }

    /** Where the names of a part begin. */
    private static Placement place(String part) {
        return new Placement(part + "/", 0);
    }

    /**
     * The network, or the model of several parts, of a safetensors file that was trained with {@link Trainer#named}, made anew, with its
     * parameters and running statistics.
     *
     * @param catalogue where parts are made
     * @throws IllegalArgumentException if the file does not say what its network was made of
     * @throws IllegalStateException if a part is of a plugin that is not there; the message names plugin and version
     */
    public static Trained load(Path file, References catalogue) {
        Check.given("file", file);
        Check.given("catalogue", catalogue);
        SavedParts saved = SavedParts.of(file);
        return saved.partNames().isEmpty() ? load(saved.network(catalogue), file) : load(saved.model(catalogue), file);
    }

    /** The names of the parts; of a single network, one. */
    public Set<String> partNames() {
        return parts.keySet();
    }

    /**
     * One part as a network of its own: to predict with, to evaluate, to save, to start another training from. It has no slots; steps and
     * history are those of the whole training.
     */
    public Trained part(String name) {
        Check.given("name", name);
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("part: there is no \"" + name + "\"; the parts are " + parts.keySet());
        }
        return alone(part, Map.of(), steps, history, SavedParts.NONE);
    }

    private Part only() {
        if (parts.size() > 1) {
            throw new IllegalArgumentException(
                    "trained: this is a model of the parts " + parts.keySet() + ": take one with part(name)");
        }
        return parts.values().iterator().next();
    }

    /** The network, without its numbers. */
    public Network network() {
        return only().network();
    }

    /**
     * θ, as {@link #predict} uses it: the average over the steps if one was asked for, the best if training stopped early,
     * else the last. A copy.
     */
    public INDArray theta() {
        return only().theta().toINDArray();
    }

    /** θ, as {@link #predict} uses it, on the heap: not to be written to. */
    public Array thetaArray() {
        return only().theta();
    }

    /**
     * θ after the last step, which is not {@link #thetaArray} when an average was kept or training stopped early: not to be
     * written to.
     */
    public Array lastThetaArray() {
        return only().iterate();
    }

    /** The network's state, such as running statistics: not to be written to. */
    public Array stateArray() {
        return only().state();
    }

    /**
     * What the optimiser remembers under a name after the last step, such as an average of the iterates: not to be written to. Of several
     * players, the name is {@code player/slot}.
     *
     * @throws IllegalArgumentException if it has no such slot; networks from files have none
     */
    public Array slot(String name) {
        Check.given("name", name);
        Array slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException(
                    "slot: the optimiser has no slot \"" + name + "\"; it has " + new TreeSet<>(slots.keySet()));
        }
        return slot;
    }

    /** The same at other parameters, such as an average that the optimiser keeps; running statistics stay. */
    public Trained at(Array other) {
        Check.given("other", other);
        Part part = only();
        Network network = part.network();
        if (other.shape().size() != network.parameterCount()) {
            throw new ShapeException("at: theta has " + other.shape().size() + " numbers, the network has "
                    + network.parameterCount() + " parameters");
        }
        Array theta = other.as(network.type()).reshape(network.parameterCount());
        Part moved = new Part(network, theta, part.iterate(), part.state());
        return new Trained(Map.of(parts.keySet().iterator().next(), moved), plain, slots, steps, history, saved);
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
        return saved;
    }

    /** {@code Φ(θ, X)}: a copy. */
    public INDArray predict(INDArray x) {
        Check.given("x", x);
        return predict(Array.of(x)).toINDArray();
    }

    /** {@code Φ(θ, X)} in evaluation mode, for any number of samples; X is rounded to the network's type. */
    public Array predict(Array x) {
        Check.given("x", x);
        Part part = only();
        return predict(part.network(), part.theta(), part.state(), x);
    }

    /** The expression {@code Φ(θ, x)} in evaluation mode, θ and running statistics being the numbers that training has left. */
    public Tensor apply(Tensor x) {
        Check.given("x", x);
        return apply(Tensor.literal(only().theta()), x);
    }

    /** The network with its running statistics as constants: a function of θ and x alone, for objectives and tangent kernels. */
    public Network fixed() {
        return network().withState(stateArray());
    }

    /** The expression {@code Φ(θ, x)} in evaluation mode at any θ, with the running statistics that training has left. */
    public Tensor apply(Tensor theta, Tensor x) {
        Check.given("theta", theta);
        Check.given("x", x);
        Part part = only();
        return part.network()
                .trace(Network.Mode.EVALUATION, theta, Tensor.literal(part.state()), x, null)
                .output();
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
        Check.given("metric", metric);
        Check.given("data", data);
        return metric.of(
                predict(data.featureArray()),
                data.targetArray().as(only().network().type()));
    }

    /**
     * Writes parameters and running statistics under their names: {@code .safetensors} or {@code .npz}, as the file's name
     * ends; safetensors also hold the {@link #parts}. Names of a model's parts begin with {@code part/}. Whole or not at all.
     */
    public void save(Path file) {
        Check.given("file", file);
        Map<Placement, Part> placed = new LinkedHashMap<>();
        parts.forEach((name, part) -> placed.put(plain ? Placement.ALONE : place(name), part));
        ParameterFile.write(placed, saved, file);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("trained in " + steps + " steps: ");
        parts.forEach((name, part) -> text.append(plain ? "" : name + ": ")
                .append(part.network().input())
                .append(" → ")
                .append(part.network().output())
                .append(", ")
                .append(part.network().parameterCount())
                .append(" parameters; "));
        return text.substring(0, text.length() - 2);
    }
}
