package dev.lemma.api.network;

import dev.lemma.api.tensor.Tensor;

/**
 * A nonlinearity {@code φ}, element by element, as an expression. A lambda is enough: its derivatives, tangent kernel and infinite-width limit follow from
 * the expression.
 *
 * <pre>{@code
 * Activation swish = x -> x.times(x.sigmoid());
 * }</pre>
 */
@FunctionalInterface
public interface Activation extends Layer {

    /** {@code φ(x)}, in the shape of x. */
    Tensor apply(Tensor x);

    @Override
    default Tensor apply(Scope scope, Tensor x) {
        return apply(x);
    }
}
