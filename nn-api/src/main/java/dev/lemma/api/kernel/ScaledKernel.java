package dev.lemma.api.kernel;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * {@code c·k(x, x′)}. Hyper-parameters: {@code variance}, then those of k.
 *
 * @param kernel k
 * @param variance c &gt; 0
 */
public record ScaledKernel(Kernel kernel, double variance) implements Kernel {

    public ScaledKernel {
        Objects.requireNonNull(kernel, "kernel");
        Check.positive("variance", variance);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor c = hyper.positive("variance", variance);
        return kernel.apply(hyper, pairs).times(c);
    }
}
