package dev.lemma.api.network;

import dev.lemma.api.tensor.Tensor;

/**
 * A part of a network: the expression of its output from that of its input. A layer holds no numbers; it declares its parameters and its state in the
 * {@link Scope} it is given. Write it as a record.
 */
public interface Layer {

    /**
     * The expression of the output.
     *
     * @param scope where parameters, state and randomness come from
     * @param x the input, its first axis being the batch
     */
    Tensor apply(Scope scope, Tensor x);
}
