package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.tensor.Tensor;

/**
 * Every S-th place: {@code (P x)[n] = x[S n]}, R = 1.
 *
 * @param factor S ≥ 1; 1 leaves everything
 */
public record Subsampling(int factor) implements Pooling {

    public Subsampling {
        Check.atLeastOne("factor", factor);
    }

    @Override
    public Tensor apply(Tensor x, int axes) {
        Tensor y = x;
        for (int axis = x.rank() - axes; axis < x.rank(); axis++) {
            y = y.slice(axis, 0, y.shape().extent(axis), factor);
        }
        return y;
    }

    @Override
    public double lipschitz(int axes) {
        return 1;
    }
}
