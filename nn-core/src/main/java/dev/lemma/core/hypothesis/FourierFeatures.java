package dev.lemma.core.hypothesis;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The trigonometric functions of each coordinate up to an order: {@code 1, cos 2πn xⱼ, sin 2πn xⱼ}, n = 1 … N: [n, d]
 * to [n, 1 + 2Nd], the cosines and the sines of one n together. No parameters.
 *
 * @param order N ≥ 0
 */
public record FourierFeatures(int order) implements Layer {

    public FourierFeatures {
        Check.atLeast("order", order, 0);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("Fourier features: expected samples [n, d], got " + x.shape());
        }
        List<Tensor> features = new ArrayList<>();
        features.add(Tensor.full(x.type(), x.shape().with(1, 1), 1));
        for (int n = 1; n <= order; n++) {
            Tensor angle = x.times(2 * Math.PI * n);
            features.add(angle.cos());
            features.add(angle.sin());
        }
        return Tensor.concat(1, features);
    }
}
