package dev.lemma.dynamics.depth;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer written once, on a leaf: it declares its parameters once, however often it is applied.
 *
 * @param input the leaf
 * @param output the layer's expression of it
 */
record Traced(Tensor input, Tensor output) {

    static Traced of(Scope scope, Layer layer, TensorType type) {
        Tensor input = Tensor.input("x", type);
        return new Traced(input, layer.apply(scope, input));
    }

    /** Refuses a layer that does not give the slope of a state. */
    Traced requireShape(String what, TensorType state) {
        if (!output.tensorType().equals(state)) {
            throw new ShapeException(what + ": expected a layer that gives " + state + ", the slope of its state, got "
                    + output.tensorType());
        }
        return this;
    }

    /** The layer at x. */
    Tensor at(Tensor x) {
        return at(x, Map.of());
    }

    /** The layer at x, other leaves being replaced too. */
    Tensor at(Tensor x, Map<Tensor, Tensor> more) {
        Map<Tensor, Tensor> present = new IdentityHashMap<>();
        present.put(input, x);
        present.putAll(more);
        return Graph.substitute(List.of(output), present).get(0);
    }
}
