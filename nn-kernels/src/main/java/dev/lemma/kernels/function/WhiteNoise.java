package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code k = σ²} where both points are the same sample, else 0: independent noise. Two samples are different even where their coordinates are equal, so between
 * training and new points it is 0.
 *
 * @param variance σ² &gt; 0
 */
public record WhiteNoise(double variance) implements Kernel {

    public WhiteNoise {
        Check.positive("variance", variance);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return pairs.same().times(hyper.positive("variance", variance));
    }
}
