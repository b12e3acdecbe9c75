package dev.lemma.core.loss;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Tensor;

/**
 * A penalty {@code ρ(θ)} that is added to the empirical risk. A lambda is enough.
 *
 * <pre>{@code
 * Tensor objective = loss.risk(net.apply(theta, x), y).plus(Regularizers.l2(1e-4).penalty(theta));
 * }</pre>
 *
 * @see Loss#risk
 */
@FunctionalInterface
public interface Regularizer {

    /** The penalty, a scalar, of the flat parameter vector. */
    Tensor penalty(Tensor theta);
}
