package dev.lemma.api.network;

import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;

/**
 * Where a layer finds its parameters, its state and its randomness while its expression is written.
 *
 * <p>The same layer is traced several times, for other batch sizes or modes: it must declare the same things in the same order each time.
 */
public interface Scope {

    /** The scope of a part of this layer; names of parameters are joined by {@code /}. */
    Scope child(String name);

    /**
     * A weight: drawn by the initializer and scaled as the network's {@link Parametrization} says.
     *
     * @param fanIn number of terms summed into one number of the result
     * @param fanOut number of results that one number of the input enters
     */
    Tensor weight(String name, Shape shape, int fanIn, int fanOut, Initializer initializer);

    /** A bias: as a weight, but it counts neither as first nor as last in the parametrization, and its fan-in is 1. */
    Tensor bias(String name, Shape shape, Initializer initializer);

    /** A parameter that no parametrization scales: a gain, a shift, a temperature. */
    Tensor parameter(String name, Shape shape, Law law);

    /** Numbers that training carries along but that have no gradient, such as running statistics. */
    Tensor state(String name, Shape shape, double initial);

    /** Sets a state for the next step; has an effect in training only. */
    void update(String name, Tensor value);

    /** Whether the expression is for a training step: dropout drops, batch normalisation uses the batch. */
    boolean training();

    /** A key for this place in the network, another at every training step. */
    Tensor key();
}
