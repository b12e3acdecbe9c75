package dev.lemma.core.network;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the layers of a network declare, found by walking through them: once to count the weights, once with the scales that depend on it. */
final class Declarations {

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Parameter> states = new LinkedHashMap<>();
    private final int weights;
    private int parameterCount;
    private int stateCount;
    private Shape output = Shape.scalar();

    private Declarations(int weights) {
        this.weights = weights;
    }

    static Declarations of(Shape input, Layer layer, Parametrization parametrization, DType type) {
        Tensor x = Tensor.input("x", type, input.batch(2).extents());
        Tensor key = Tensor.key(type, Key.of(0));
        Tracer counting = Tracer.declaring(new Declarations(Integer.MAX_VALUE), parametrization, type, key);
        layer.apply(counting, x);
        Tracer declaring = Tracer.declaring(new Declarations(counting.weightsSeen()), parametrization, type, key);
        Tensor y = layer.apply(declaring, x);
        if (y.rank() < 1 || y.shape().extent(0) != x.shape().extent(0)) {
            throw new ShapeException(
                    "network: for a batch of " + x.shape() + " its layers give " + y.shape()
                            + ": the first axis of every layer's output is the batch: does one reduce over it, or reshape it away?");
        }
        Declarations declarations = declaring.declarations();
        declarations.output = y.shape().range(1, y.rank());
        return declarations;
    }

    /** Number of weights, of which the first and the last are scaled in their own way by some parametrizations. */
    int weights() {
        return weights;
    }

    Shape output() {
        return output;
    }

    int parameterCount() {
        return parameterCount;
    }

    int stateCount() {
        return stateCount;
    }

    List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    List<Parameter> states() {
        return List.copyOf(states.values());
    }

    Parameter parameter(String name) {
        return known(parameters, name);
    }

    Parameter state(String name) {
        return known(states, name);
    }

    private static Parameter known(Map<String, Parameter> declared, String name) {
        Parameter parameter = declared.get(name);
        if (parameter == null) {
            throw new IllegalStateException(
                    "layer: \"" + name + "\" was not declared when the network was made: a layer must declare the same"
                            + " parameters and states each time; known are " + declared.keySet());
        }
        return parameter;
    }

    void addParameter(String name, Shape shape, Law law, Rates rates) {
        add(parameters, new Parameter(name, shape, parameterCount, law, rates.linear(), rates.scaleFree()));
        parameterCount = Math.addExact(parameterCount, shape.size());
    }

    void addState(String name, Shape shape, Law law) {
        add(states, new Parameter(name, shape, stateCount, law, 0, 0));
        stateCount = Math.addExact(stateCount, shape.size());
    }

    private static void add(Map<String, Parameter> declared, Parameter parameter) {
        if (declared.putIfAbsent(parameter.name(), parameter) != null) {
            throw new IllegalArgumentException(
                    "layer: \"" + parameter.name() + "\" is declared twice: give the parts names of their own");
        }
    }
}
