package dev.lemma.api.network;

import dev.lemma.api.tensor.Tensor;

/**
 * A loss {@code ℓ(prediction, target)}. It may return one number per sample, per entry, or a single one: the risk is the mean of all that it
 * returns. A lambda is enough.
 *
 * <pre>{@code
 * Loss absolute = (p, t) -> p.minus(t).abs();
 * }</pre>
 */
@FunctionalInterface
public interface Loss {

    /**
     * @param prediction the network's output, the batch first
     * @param target classes [n] as whole numbers, or values in the shape of the prediction
     */
    Tensor apply(Tensor prediction, Tensor target);

    /** The empirical risk: the mean of the losses. */
    default Tensor risk(Tensor prediction, Tensor target) {
        return apply(prediction, target).mean();
    }
}
