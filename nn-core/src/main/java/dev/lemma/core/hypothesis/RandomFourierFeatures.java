package dev.lemma.core.hypothesis;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code φ(x) = √(2/m)·cos(Ωx + b)}, Ω with N(0, 1/s²) entries and b uniform on [0, 2π), drawn once:
 * {@code ⟨φ(x), φ(y)⟩ → exp(−‖x − y‖²/2s²)} for m → ∞, with an error of order 1/√m. [n, d] to [n, m]. No parameters.
 *
 * @param features m
 * @param bandwidth s &gt; 0, in the unit of x
 * @param key of Ω and b
 * @see <a href="https://papers.nips.cc/paper/3182">Rahimi and Recht 2007</a>
 */
public record RandomFourierFeatures(int features, double bandwidth, Key key) implements Layer {

    public RandomFourierFeatures {
        Check.given("key", key);
        Check.atLeastOne("features", features);
        Check.positive("bandwidth", bandwidth);
        Check.given("key", key);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("random Fourier features: expected samples [n, d], got " + x.shape());
        }
        double[] omega = new double[features * x.shape().extent(1)];
        Randomness.normal(key.of("frequency"), omega);
        double[] phase = new double[features];
        Randomness.uniform(key.of("phase"), phase);
        for (int i = 0; i < omega.length; i++) {
            omega[i] /= bandwidth;
        }
        for (int i = 0; i < features; i++) {
            phase[i] *= 2 * Math.PI;
        }
        Tensor frequencies = Tensor.literal(
                Array.of(Shape.of(features, x.shape().extent(1)), omega).as(x.type()));
        Tensor phases = Tensor.literal(Array.vector(phase).as(x.type()));
        return x.matmul(frequencies.transpose()).plus(phases).cos().times(Math.sqrt(2.0 / features));
    }
}
