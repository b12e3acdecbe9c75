package dev.lemma.api.frame;

import dev.lemma.api.tensor.Tensor;

/**
 * An operator that leaves every S-th place of a signal or a picture: sub-sampling, means, maxima.
 *
 * <p>It is R-Lipschitz, takes zero to zero, and moves by one place when its argument moves by S. Named ones are records, for the extension point {@code pooling}; {@code
 * PoolingContract} tries to refute R.
 */
public interface Pooling {

    /**
     * The pooled expression.
     *
     * @param x real; each of the last {@code axes} extents is a multiple of S, all others are a batch
     * @param axes 1 for signals, 2 for pictures
     */
    Tensor apply(Tensor x, int axes);

    /** S ≥ 1. */
    int factor();

    /** R: {@code ‖P x − P y‖ ≤ R ‖x − y‖}, for signals or pictures. */
    double lipschitz(int axes);
}
