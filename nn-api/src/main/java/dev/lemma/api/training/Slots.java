package dev.lemma.api.training;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/** What an optimiser remembers from step to step, and what it works on. Every slot that it reads is checkpointed. */
public interface Slots {

    /**
     * The slot as the last step left it; {@code initial} everywhere before the first.
     *
     * @param name asks for the same slot each time, which must be in the same shape and from the same number
     */
    Tensor slot(String name, Shape shape, double initial);

    /** The slot as the last step left it; zeros in the shape of θ before the first. */
    default Tensor zeros(String name) {
        return full(name, 0);
    }

    /** The slot as the last step left it; {@code initial} everywhere, in the shape of θ, before the first. */
    default Tensor full(String name, double initial) {
        return slot(name, theta().shape(), initial);
    }

    /** A scalar slot as the last step left it. */
    default Tensor scalar(String name, double initial) {
        return slot(name, Shape.scalar(), initial);
    }

    /** The parameters before this step: a flat vector. */
    Tensor theta();

    /** The number of this step as a scalar: 1, 2, … */
    Tensor step();

    /** The parts of θ, one after another without gaps: what a rule that differs from layer to layer goes by. */
    List<Parameter> parameters();
}
