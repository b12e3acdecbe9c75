package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k(x, x′) = ⟨x, x′⟩ + c}: affine functions.
 *
 * @param offset c &gt; 0, the prior variance of the value at 0
 */
public record Affine(double offset) implements Kernel {

    public Affine {
        Check.positive("offset", offset);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return pairs.innerProduct().plus(hyper.positive("offset", offset));
    }
}
