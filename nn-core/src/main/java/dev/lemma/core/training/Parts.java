package dev.lemma.core.training;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;

/**
 * The parts of a model while a risk is written: each may be applied any number of times, also to what another has returned. Parameters are
 * shared between the applications of a part.
 */
public interface Parts {

    /**
     * {@code Φ(θ, x)} as it is trained: dropout drops, batch normalisation uses the batch, and running statistics go on from one
     * application to the next. While validation data are looked at, as it is used.
     *
     * @param x a batch of samples
     */
    Tensor apply(String part, Tensor x);

    /**
     * {@code Φ(θ, x)} as it is used, its parameters being constants: nothing is random, running statistics are read and not changed, and
     * no derivative reaches the parameters. Derivatives with respect to x pass.
     */
    Tensor frozen(String part, Tensor x);

    /** θ of a part, a flat vector: for penalties, for example. */
    Tensor parameters(String part);

    /**
     * One parameter of a part, such as an embedding's table that the output shares.
     *
     * @param name as in {@link Network#parameters}
     */
    Tensor parameter(String part, String name);

    /** The network itself: its shapes, its type, the names of its parameters. */
    Network network(String part);
}
