package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Layers side by side on one input, their outputs added: {@code y = Σᵢ fᵢ(x)}. The i-th names its parameters
 * {@code i/…}.
 *
 * @param branches at least one, with outputs of one shape
 */
public record Parallel(List<Layer> branches) implements Layer {

    public Parallel {
        Check.given("branches", branches);
        branches = List.copyOf(branches);
        Check.atLeastOne("number of branches", branches.size());
    }

    /** Layers side by side, their outputs added. */
    public static Parallel of(Layer... branches) {
        return new Parallel(Arrays.asList(branches));
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        List<Tensor> outputs = outputs(branches, scope, x);
        Tensor sum = outputs.get(0);
        for (int i = 1; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            if (!output.shape().equals(sum.shape())) {
                throw new ShapeException("parallel: branch 0 gives " + sum.shape() + ", branch " + i + " gives "
                        + output.shape() + ": expected one shape; Concatenation puts outputs side by side");
            }
            sum = sum.plus(output);
        }
        return sum;
    }

    static List<Tensor> outputs(List<Layer> branches, Scope scope, Tensor x) {
        List<Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            outputs.add(branches.get(i).apply(scope.child(Integer.toString(i)), x));
        }
        return outputs;
    }
}
