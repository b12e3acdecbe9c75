package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Layers side by side on one input, their outputs one after another along an axis: {@code y = [f₀(x), f₁(x), …]}. The
 * i-th names its parameters {@code i/…}; {@code Activations.IDENTITY} as a branch passes the input on.
 *
 * @param axis of the outputs, the batch being axis 0; negative ones count from the last
 * @param branches at least one, with outputs that differ along this axis only
 */
public record Concatenation(int axis, List<Layer> branches) implements Layer {

    public Concatenation {
        Check.given("branches", branches);
        branches = List.copyOf(branches);
        Check.atLeastOne("number of branches", branches.size());
        if (axis == 0) {
            throw new IllegalArgumentException("concatenation: axis 0 is the batch, expected another");
        }
    }

    /** Layers side by side, their outputs one after another along an axis. */
    public static Concatenation of(int axis, Layer... branches) {
        return new Concatenation(axis, Arrays.asList(branches));
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        List<Tensor> outputs = Parallel.outputs(branches, scope, x);
        if (outputs.get(0).shape().axis(axis) == 0) {
            throw new ShapeException("concatenation: axis " + axis + " of "
                    + outputs.get(0).shape() + " is the batch, expected another");
        }
        return Tensor.concat(axis, outputs);
    }
}
