package dev.lemma.generative.vae;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * A layer with one learned number behind its output, the same for every sample: the log-variance of a decoder, {@code log-variance}, 0 at first.
 *
 * @param layer what gives the other numbers [n, d]
 */
public record OneVariance(Layer layer) implements Layer {

    public OneVariance {
        Objects.requireNonNull(layer, "layer");
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Tensor mean = layer.apply(scope.child("mean"), x);
        Tensor log = scope.parameter("log-variance", Shape.of(1), new Law.Constant(0));
        return Tensor.concat(1, mean, log.reshape(1, 1).broadcast(mean.shape().extent(0), 1));
    }
}
