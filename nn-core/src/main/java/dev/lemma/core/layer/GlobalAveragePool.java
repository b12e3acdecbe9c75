package dev.lemma.core.layer;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import java.util.stream.IntStream;

/** The mean of each channel over all its places: [N, C, …] to [N, C]. */
public record GlobalAveragePool() implements Layer {

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkChannels("global average pooling", x, 3);
        return x.mean(places(x));
    }

    static int[] places(Tensor x) {
        return IntStream.range(2, x.rank()).toArray();
    }
}
