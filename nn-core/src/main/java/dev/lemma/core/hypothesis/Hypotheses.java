package dev.lemma.core.hypothesis;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import java.util.ArrayList;
import java.util.List;

/** Families of functions {@code ℝᵈ → ℝᵐ} among which learning chooses one. */
public final class Hypotheses {

    private Hypotheses() {}

    /** {@code f(x) = W x}, W ∈ ℝ^{m×d}. */
    public static Layer linear(int outputs) {
        return new Dense(outputs).noBias();
    }

    /** {@code f(x) = W x + b}. */
    public static Layer affine(int outputs) {
        return new Dense(outputs);
    }

    /**
     * {@code f(x) = Σ_{|α| ≤ degree} a_α x^α}: all polynomials of d variables of at most this degree; linear in its
     * parameters.
     */
    public static Layer polynomial(int degree, int outputs) {
        return Sequential.of(new MonomialFeatures(degree), new Dense(outputs).noBias());
    }

    /**
     * {@code f(x) = Σ_{n ≤ order} aₙ cos(2πn x) + bₙ sin(2πn x)} for each coordinate of x, added over the coordinates:
     * period 1 in each.
     */
    public static Layer fourier(int order, int outputs) {
        return Sequential.of(new FourierFeatures(order), new Dense(outputs).noBias());
    }

    /** {@code f(x) = Σⱼ aⱼ φⱼ(x)} with random Fourier features φ, which stay as they were drawn. */
    public static Layer randomFourier(int features, double bandwidth, Key key, int outputs) {
        Check.given("key", key);
        return Sequential.of(new RandomFourierFeatures(features, bandwidth, key), new Dense(outputs).noBias());
    }

    /**
     * {@code f(x) = W_L σ(… σ(W₁ x + b₁) …) + b_L}: widths n₁ … n_L, the last being the number of outputs; no
     * activation after it.
     */
    public static Layer fullyConnected(Activation activation, int... widths) {
        Check.given("activation", activation);
        Check.given("widths", widths);
        return fullyConnected(activation, Initializers.lecunNormal(), Initializers.zeros(), widths);
    }

    /** A fully connected network with other initial laws. */
    public static Layer fullyConnected(Activation activation, Initializer weight, Initializer bias, int... widths) {
        Check.given("activation", activation);
        Check.given("weight", weight);
        Check.given("bias", bias);
        Check.given("widths", widths);
        Check.atLeastOne("number of layers", widths.length);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            layers.add(new Dense(widths[i], weight, bias));
            if (i < widths.length - 1) {
                layers.add(activation);
            }
        }
        return new Sequential(layers);
    }
}
