package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.tensor.Tensor;

/**
 * The largest size in blocks of S places along each axis: {@code (P x)[n] = max |x[Sn + k]|}, R = 1.
 *
 * @param factor S ≥ 1
 */
public record MaxPooling(int factor) implements Pooling {

    public MaxPooling {
        Check.atLeastOne("factor", factor);
    }

    @Override
    public Tensor apply(Tensor x, int axes) {
        Blocks blocks = Blocks.of(x.abs(), axes, factor);
        return blocks.values().max(blocks.axes());
    }

    @Override
    public double lipschitz(int axes) {
        return 1;
    }
}
