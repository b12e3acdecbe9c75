package dev.lemma.core.training;

import dev.lemma.api.tensor.Tensor;

/**
 * What training makes small, as an expression of the parts of a model, of a batch and of randomness. A lambda is enough.
 *
 * <pre>{@code
 * Risk distance = (parts, batch, key) ->                                              // a pupil and its frozen teacher
 *     parts.apply("pupil", batch.features()).minus(parts.frozen("teacher", batch.features())).square().mean(-1);
 * }</pre>
 *
 * <p>It returns one number per sample, {@code [n]}, of which the mean is taken, or a scalar, which is taken as it is; anything else is
 * refused when the step is written. A scalar of a batch should be a mean over its samples: where a batch is computed in several parts,
 * their values are weighted by their sizes. A risk without data ignores its batch.
 *
 * <p>It is written once for each size of batch, and must say the same each time: what is random comes from the key.
 */
@FunctionalInterface
public interface Risk {

    /**
     * The risk.
     *
     * @param parts the networks, to be applied as often as needed
     * @param batch features and targets of n examples
     * @param key another in every step, and for every player: derive one for each purpose with {@link Tensor#keyAt(int)}
     * @return {@code [n]} or a scalar
     */
    Tensor of(Parts parts, Batch batch, Tensor key);
}
