package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.tensor.Tensor;

/**
 * Means of blocks of S places along each axis: {@code R = S^{−d/2}} for d axes, by Cauchy-Schwarz, attained where blocks are constant.
 *
 * @param factor S ≥ 1
 */
public record AveragePooling(int factor) implements Pooling {

    public AveragePooling {
        Check.atLeastOne("factor", factor);
    }

    @Override
    public Tensor apply(Tensor x, int axes) {
        Blocks blocks = Blocks.of(x, axes, factor);
        return blocks.values().mean(blocks.axes());
    }

    @Override
    public double lipschitz(int axes) {
        return Math.pow(factor, -axes / 2.0);
    }
}
