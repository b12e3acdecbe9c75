package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Layers one after another: {@code y = fₙ(… f₁(f₀(x)))}. The i-th names its parameters {@code i/…}.
 *
 * @param layers none make the identity
 */
public record Sequential(List<Layer> layers) implements Layer {

    public Sequential {
        Check.given("layers", layers);
        layers = List.copyOf(layers);
    }

    /** Layers one after another. */
    public static Sequential of(Layer... layers) {
        return new Sequential(Arrays.asList(layers));
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            y = layers.get(i).apply(scope.child(Integer.toString(i)), y);
        }
        return y;
    }
}
