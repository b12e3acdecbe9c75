package dev.lemma.generative.flow;

import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;

/** An invertible map of points [n, d] with learned parameters, and the logarithm of its determinant. */
public interface Flow {

    /**
     * Where points go.
     *
     * @param z [n, d]
     * @param logDeterminant log|det ∂z/∂x|: [n]
     */
    record Image(Tensor z, Tensor logDeterminant) {}

    /** From data to noise. */
    Image forward(Scope scope, Tensor x);

    /** From noise to data. It declares the same parameters in the same order. */
    Tensor inverse(Scope scope, Tensor z);
}
