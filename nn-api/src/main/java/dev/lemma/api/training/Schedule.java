package dev.lemma.api.training;

import dev.lemma.api.tensor.Tensor;

/** A number as a function of the step, for learning rates: an expression, compiled into the training step. */
@FunctionalInterface
public interface Schedule {

    /**
     * The value after {@code step} steps.
     *
     * @param step a scalar, 0, 1, 2, …
     */
    Tensor at(Tensor step);
}
