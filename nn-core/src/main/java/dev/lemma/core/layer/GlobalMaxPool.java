package dev.lemma.core.layer;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;

/** The maximum of each channel over all its places: [N, C, …] to [N, C]. Equal maxima share the derivative. */
public record GlobalMaxPool() implements Layer {

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkChannels("global max pooling", x, 3);
        return x.max(GlobalAveragePool.places(x));
    }
}
