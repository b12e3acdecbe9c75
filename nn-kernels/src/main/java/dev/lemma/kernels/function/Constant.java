package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = c}: constant functions.
 *
 * @param variance c &gt; 0
 */
public record Constant(double variance) implements Kernel {

    public Constant {
        Check.positive("variance", variance);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return pairs.filled(1).times(hyper.positive("variance", variance));
    }
}
