package dev.lemma.core.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network {@code Φ(θ, x)}: layers as one expression of a flat parameter vector θ and a batch x. It is immutable and holds no numbers.
 *
 * <pre>{@code
 * Network net = Network.of(Shape.of(64), Sequential.of(new Dense(128), Activations.RELU, new Dense(10)));
 * INDArray theta = net.initial(Key.of(0));
 * INDArray y = net.values(theta, x);             // numbers
 * Tensor phi = net.apply(thetaTensor, xTensor);  // the expression
 * }</pre>
 *
 * <p>The same object is trained, linearised, taken to infinite width and certified. Parameters are named views of θ ({@link #parameters}); layers with running
 * statistics keep them in a second flat vector, the state.
 */
public final class Network {

    private final Shape input;
    private final Layer layer;
    private final Parametrization parametrization;
    private final DType type;
    private final Declarations declarations;
    private final Shape output;
    private final Program values;

    private Network(Shape input, Layer layer, Parametrization parametrization, DType type) {
        this.input = input;
        this.layer = layer;
        this.parametrization = parametrization;
        this.type = type;
        this.declarations = Declarations.of(input, layer, parametrization, type);
        this.output = declarations.output();
        this.values = Program.of(
                Fused.executor(),
                leaves -> List.of(trace(Mode.EVALUATION, leaves.get(0), leaves.get(1), leaves.get(2), null)
                        .output()));
    }

    /** A float32 network in standard parametrization. */
    public static Network of(Shape input, Layer layer) {
        Check.given("input", input);
        Check.given("layer", layer);
        return of(input, layer, Parametrization.STANDARD);
    }

    /** A float32 network. */
    public static Network of(Shape input, Layer layer, Parametrization parametrization) {
        Check.given("input", input);
        Check.given("layer", layer);
        Check.given("parametrization", parametrization);
        return new Network(input, layer, parametrization, DType.FLOAT32);
    }

    /** The same network computed in another number type: float32 for training, float64 for theory. */
    public Network as(DType other) {
        Check.given("other", other);
        return other == type ? this : new Network(input, layer, parametrization, other);
    }

    /** The same layers in another parametrization. */
    public Network with(Parametrization other) {
        Check.given("other", other);
        return other == parametrization ? this : new Network(input, layer, other, type);
    }

    /** Shape of one sample. */
    public Shape input() {
        return input;
    }

    /** Shape of the output for one sample. */
    public Shape output() {
        return output;
    }

    public DType type() {
        return type;
    }

    public Layer layer() {
        return layer;
    }

    public Parametrization parametrization() {
        return parametrization;
    }

    /** The parameters, in the order of θ. */
    public List<Parameter> parameters() {
        return declarations.parameters();
    }

    /** The parameters as they stand in a longer vector. */
    public List<Parameter> parameters(Placement placement) {
        Check.given("placement", placement);
        return parameters().stream().map(placement::of).toList();
    }

    /** P, the length of θ. */
    public int parameterCount() {
        return declarations.parameterCount();
    }

    /** The states, in the order of the state vector. */
    public List<Parameter> states() {
        return declarations.states();
    }

    /** The length of the state vector; 0 for most networks. */
    public int stateCount() {
        return declarations.stateCount();
    }

    /** θ drawn from the initial laws: each parameter from a key of its own name. */
    public INDArray initial(Key key) {
        Check.given("key", key);
        return initialArray(key).toINDArray();
    }

    /** θ drawn from the initial laws, on the heap. */
    public Array initialArray(Key key) {
        Check.given("key", key);
        double[] theta = new double[parameterCount()];
        for (Parameter parameter : parameters()) {
            double[] drawn = parameter
                    .law()
                    .draw(key.of(parameter.name()), parameter.shape())
                    .toDoubles();
            System.arraycopy(drawn, 0, theta, parameter.offset(), drawn.length);
        }
        return Array.of(Shape.of(theta.length), theta).as(type);
    }

    /** The state before training. */
    public Array initialState() {
        double[] state = new double[stateCount()];
        for (Parameter slot : states()) {
            double[] drawn = slot.law().draw(Key.of(0), slot.shape()).toDoubles();
            System.arraycopy(drawn, 0, state, slot.offset(), drawn.length);
        }
        return Array.of(Shape.of(state.length), state).as(type);
    }

    /**
     * The expression {@code Φ(θ, x)} in evaluation mode, of a network that carries nothing along but θ.
     *
     * @throws IllegalArgumentException if it has running statistics: θ alone does not say what it computes
     */
    public Tensor apply(Tensor theta, Tensor x) {
        Check.given("theta", theta);
        Check.given("x", x);
        requireStateless("apply");
        return apply(theta, Tensor.literal(initialState()), x);
    }

    /** The expression {@code Φ(θ, x)} in evaluation mode, with running statistics. */
    public Tensor apply(Tensor theta, Tensor state, Tensor x) {
        Check.given("theta", theta);
        Check.given("state", state);
        Check.given("x", x);
        return trace(Mode.EVALUATION, theta, state, x, null).output();
    }

    private void requireStateless(String call) {
        if (stateCount() > 0) {
            throw new IllegalArgumentException(call + ": the network has running statistics ("
                    + states().get(0).name() + (states().size() > 1 ? ", …" : "")
                    + "), and θ alone does not say what it computes: give them too, " + call
                    + "(theta, state, x), take a trained network, trained.predict(x), or fix them with withState(state);"
                    + " before training they are initialState()");
        }
    }

    /**
     * This network in use, its running statistics being these numbers: it has no state, so that whatever is a function of θ and x alone
     * (an objective, a tangent kernel) can be had of it.
     *
     * @param state of the length of {@link #stateCount}
     */
    public Network withState(Array state) {
        Check.given("state", state);
        requireLength("state", state, stateCount());
        Map<String, Array> named = new LinkedHashMap<>();
        for (Parameter slot : states()) {
            int from = slot.offset();
            named.put(slot.name(), state.rows(from, from + slot.shape().size()).reshape(slot.shape()));
        }
        return stateCount() == 0 ? this : new Network(input, new FixedState(layer, named), parametrization, type);
    }

    /** Whether the network is being trained or used. */
    public enum Mode {
        /** A step: dropout drops, batch normalisation uses the batch, states are updated. */
        TRAINING,
        /** Use: nothing is random, and samples do not see each other. */
        EVALUATION
    }

    /**
     * What a walk through the layers leaves.
     *
     * @param output {@code Φ(θ, x)}
     * @param state the state vector after a training step; the given one in evaluation
     */
    public record Trace(Tensor output, Tensor state) {

        public Trace {
            Check.given("output", output);
            Check.given("state", state);
        }
    }

    /**
     * The expression in either mode.
     *
     * @param key four numbers (see {@link Tensor#keyWords}); may be null in evaluation mode and for networks without randomness
     */
    public Trace trace(Mode mode, Tensor theta, Tensor state, Tensor x, @Nullable Tensor key) {
        if (theta.rank() != 1 || theta.shape().size() != parameterCount()) {
            throw new ShapeException("network: expected theta [" + parameterCount() + "], got " + theta.shape());
        }
        return trace(mode, theta, Placement.ALONE, state, x, key);
    }

    /**
     * The expression in either mode, θ being part of a vector that holds the parameters of other networks too.
     *
     * @param theta flat, in which this network's parameters stand where {@code placement} says
     * @param key four numbers (see {@link Tensor#keyWords}); may be null in evaluation mode and for networks without randomness
     */
    public Trace trace(Mode mode, Tensor theta, Placement placement, Tensor state, Tensor x, @Nullable Tensor key) {
        if (x.rank() != input.rank() + 1 || !x.shape().range(1, x.rank()).equals(input)) {
            throw new ShapeException("network: expected a batch of samples " + input + ", got " + x.shape()
                    + (x.shape().equals(input) ? ": put the batch first, with expand(0)" : ""));
        }
        if (x.type() != type || theta.type() != type) {
            throw new ShapeException("network: computes in " + type + ", got theta " + theta.tensorType() + " and x "
                    + x.tensorType() + ": use network.as(…), or cast");
        }
        Tracer tracer = new Tracer(declarations, parametrization, mode == Mode.TRAINING, theta, placement, state, key);
        Tensor y = layer.apply(tracer, x);
        if (!y.shape().equals(output.batch(x.shape().extent(0)))) {
            throw new ShapeException("network: for a batch of " + x.shape() + " its layers give " + y.shape()
                    + ", expected " + output.batch(x.shape().extent(0))
                    + ", as when it was made: a layer must treat any number of samples alike");
        }
        return new Trace(y, tracer.stateAfter());
    }

    /** {@code Φ(θ, X)}: numbers. */
    public INDArray values(INDArray theta, INDArray x) {
        Check.given("theta", theta);
        Check.given("x", x);
        return values(Array.of(theta), Array.of(x)).toINDArray();
    }

    /**
     * {@code Φ(θ, X)}: numbers, on the heap; X and θ are rounded to the network's type.
     *
     * @throws IllegalArgumentException if it has running statistics: θ alone does not say what it computes
     */
    public Array values(Array theta, Array x) {
        Check.given("theta", theta);
        Check.given("x", x);
        requireStateless("values");
        return values(theta, initialState(), x);
    }

    /** {@code Φ(θ, X)} with running statistics from training. */
    public Array values(Array theta, Array state, Array x) {
        Check.given("theta", theta);
        Check.given("state", state);
        Check.given("x", x);
        requireLength("theta", theta, parameterCount());
        requireLength("state", state, stateCount());
        return values.call(theta.as(type), state.as(type), x.as(type));
    }

    private static void requireLength(String what, Array given, int expected) {
        if (given.shape().size() != expected) {
            throw new ShapeException("network: " + what + " has "
                    + given.shape().size() + " numbers, expected " + expected + ": is it of another network?");
        }
    }

    /** θ taken apart into its named parameters. */
    public Map<String, Array> named(Array theta) {
        Check.given("theta", theta);
        requireLength("theta", theta, parameterCount());
        double[] numbers = theta.toDoubles();
        Map<String, Array> named = new LinkedHashMap<>();
        for (Parameter parameter : parameters()) {
            int from = parameter.offset();
            double[] part =
                    Arrays.copyOfRange(numbers, from, from + parameter.shape().size());
            named.put(parameter.name(), Array.of(parameter.shape(), part).as(theta.type()));
        }
        return named;
    }

    /** θ put together from named parameters; every one must be there, in its shape, and no other. */
    public Array flat(Map<String, Array> named) {
        Check.given("named", named);
        double[] theta = new double[parameterCount()];
        List<String> unknown = new ArrayList<>(named.keySet());
        for (Parameter parameter : parameters()) {
            Array part = named.get(parameter.name());
            if (part == null || !part.shape().equals(parameter.shape())) {
                throw new ShapeException(
                        "parameters: \"" + parameter.name() + "\" should be " + parameter.shape() + ", got "
                                + (part == null
                                        ? "none; given are " + named.keySet()
                                        : part.shape().toString()));
            }
            unknown.remove(parameter.name());
            System.arraycopy(
                    part.toDoubles(), 0, theta, parameter.offset(), part.shape().size());
        }
        if (!unknown.isEmpty()) {
            throw new ShapeException("parameters: the network has no " + unknown);
        }
        return Array.of(Shape.of(theta.length), theta).as(type);
    }
}
