package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;

/** The right side of {@code y′ = f(t, y, θ)}, as an expression of the parameters θ too. */
@FunctionalInterface
public interface ParametricField {

    /**
     * {@code f(t, y, θ)}, in the shape of y.
     *
     * @param t a scalar, or one number per sample, [n, 1, …], of the rank of y: it broadcasts against y either way
     * @param y the state
     * @param theta the parameters, in the shape in which they are given
     */
    Tensor at(Tensor t, Tensor y, Tensor theta);

    /** The field at parameters; one with structure that solvers need gives it here. */
    default VectorField with(Tensor theta) {
        return (t, y) -> at(t, y, theta);
    }
}
