package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;

/**
 * Normalisation of each channel of each sample [C, …] over its places, with a gain and a shift per channel:
 * {@link GroupNorm} with one channel per group.
 *
 * @param epsilon ε &gt; 0, inside the root
 * @see <a href="https://arxiv.org/abs/1607.08022">Ulyanov, Vedaldi and Lempitsky 2016</a>
 */
public record InstanceNorm(double epsilon) implements Layer {

    public InstanceNorm {
        Check.positive("epsilon", epsilon);
    }

    /** With ε = 10⁻⁵. */
    public InstanceNorm() {
        this(1e-5);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkChannels("instance norm", x, 3);
        return new GroupNorm(x.shape().extent(1), epsilon).apply(scope, x);
    }
}
