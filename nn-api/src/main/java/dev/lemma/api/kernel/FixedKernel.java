package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * A kernel whose hyper-parameters are held at their values: it declares none.
 *
 * @param kernel k
 */
public record FixedKernel(Kernel kernel) implements Kernel {

    public FixedKernel {
        Objects.requireNonNull(kernel, "kernel");
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return kernel.apply(hyper.fixed(), pairs);
    }
}
