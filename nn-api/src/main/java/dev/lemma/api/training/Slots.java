package dev.lemma.api.training;

import dev.lemma.api.tensor.Tensor;

/** What an optimiser remembers from step to step. Every slot that it reads is checkpointed. */
public interface Slots {

    /** The slot as the last step left it; zeros in the shape of θ before the first. */
    default Tensor zeros(String name) {
        return full(name, 0);
    }

    /** The slot as the last step left it; {@code initial} everywhere, in the shape of θ, before the first. */
    Tensor full(String name, double initial);

    /** A scalar slot as the last step left it. */
    Tensor scalar(String name, double initial);

    /** The parameters before this step. */
    Tensor theta();

    /** The number of this step as a scalar: 1, 2, … */
    Tensor step();
}
