package dev.lemma.kernels.features;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * A hidden layer that is drawn and never trained: {@code φ(x) = √(g/m) σ(⟨wᵢ, x⟩)}, wᵢ ~ N(0, I).
 *
 * <p>Its inner products are unbiased estimates of {@code g·E σ(⟨w, x⟩)σ(⟨w, x′⟩)}, with an error of order m^−½; for σ = relu and g = 2 that is the arc-cosine kernel of order 1. Training a last layer on
 * it by least squares is kernel ridge regression with the estimate.
 *
 * @param features m
 * @param activation σ
 * @param gain g &gt; 0
 * @param key of the weights
 * @see <a href="https://papers.nips.cc/paper/3628">Cho and Saul 2009</a>
 */
public record RandomNeurons(int features, Activation activation, double gain, Key key) implements FeatureMap {

    public RandomNeurons {
        Check.atLeastOne("features", features);
        Objects.requireNonNull(activation, "activation");
        Check.positive("gain", gain);
        Objects.requireNonNull(key, "key");
    }

    /** The gain 2 of the arc-cosine kernels. */
    public RandomNeurons(int features, Activation activation, Key key) {
        this(features, activation, 2, key);
    }

    @Override
    public Tensor map(Tensor rows) {
        int d = rows.shape().extent(1);
        double[] w = new double[features * d];
        Randomness.normal(key.of("weights"), w);
        Tensor weights = Tensor.literal(Array.of(Shape.of(features, d), w).as(rows.type()));
        return activation.apply(rows.matmul(weights.transpose())).times(Math.sqrt(gain / features));
    }
}
