package dev.lemma.core.layer;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;

/** Each sample as one vector, in row-major order: [N, …] to [N, size]. */
public record Flatten() implements Layer {

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        return x.flattenFrom(1);
    }
}
