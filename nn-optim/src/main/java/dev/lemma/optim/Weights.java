package dev.lemma.optim;

import dev.lemma.api.tensor.Tensor;

/** The weights of exponential averages that start from zero. */
final class Weights {

    private Weights() {}

    /**
     * {@code 1 − βᵗ}, the sum of the weights {@code (1−β)βˢ} of t gradients.
     *
     * <p>As {@code −expm1(t·log β)}: in float32 and for β = 0.999 the difference itself would be wrong by 2e-5 at the first step.
     */
    static Tensor upTo(Tensor t, double beta) {
        return t.times(Math.log(beta)).expm1().negate();
    }
}
