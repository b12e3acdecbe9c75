package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * A kernel with other values of its hyper-parameters: what a search for them ends with.
 *
 * @param kernel k
 * @param values one for each hyper-parameter, in the order of declaration
 */
public record ValuedKernel(Kernel kernel, List<Double> values) implements Kernel {

    public ValuedKernel {
        Objects.requireNonNull(kernel, "kernel");
        values = List.copyOf(values);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return hyper.replacing(values.stream().mapToDouble(Double::doubleValue).toArray(), kernel, pairs);
    }
}
