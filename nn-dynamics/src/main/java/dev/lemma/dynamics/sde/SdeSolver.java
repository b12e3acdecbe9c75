package dev.lemma.dynamics.sde;

import dev.lemma.api.tensor.Tensor;

/**
 * A method for {@code dX = f dt + g dW}: one step, written once as an expression. Write it as a record.
 */
public interface SdeSolver {

    /** γ: with the same Brownian path, {@code E|X − Xₕ|} at a given time is O(h^γ). */
    double strongOrder();

    /** Evaluations of the drift in a step. */
    int evaluations();

    /**
     * The state after a step.
     *
     * @param field f and g
     * @param t the time, a scalar or of a shape that broadcasts against x
     * @param x the state
     * @param h the length, above 0, of the shape of t
     * @param noise of this step; what is not used costs nothing
     */
    Tensor step(StochasticField field, Tensor t, Tensor x, Tensor h, Noise noise);
}
