package org.example.waves;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;

/**
 * A gain for each frequency of the last axis: {@code y = H(g ∘ H x)/n}, H the {@link Hartley} transform, g learnt, 1 at the start, where y = x.
 */
public record SpectralGain() implements Layer {

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        int n = x.shape().extent(-1);
        Tensor gain = scope.weight("gain", Shape.of(n), 1, 1, (shape, in, out) -> new Law.Constant(1));
        return Hartley.of(Hartley.of(x).times(gain)).times(1.0 / n);
    }
}
