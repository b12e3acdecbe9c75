package dev.lemma.kernels.function;

import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/** {@code k(x, x′) = ⟨x, x′⟩}: linear functions through 0. No hyper-parameters. */
public record Linear() implements Kernel {

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return pairs.innerProduct();
    }
}
