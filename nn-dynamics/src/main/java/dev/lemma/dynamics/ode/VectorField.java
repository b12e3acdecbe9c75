package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;

/**
 * The right side of {@code y′ = f(t, y)}, as an expression. A lambda is enough.
 *
 * <pre>{@code
 * VectorField damped = (t, y) -> y.times(t.cos()).minus(y);
 * }</pre>
 */
@FunctionalInterface
public interface VectorField {

    /**
     * {@code f(t, y)}, in the shape of y.
     *
     * @param t a scalar, or one number per sample, [n, 1, …], of the rank of y: it broadcasts against y either way
     * @param y the state
     */
    Tensor at(Tensor t, Tensor y);
}
