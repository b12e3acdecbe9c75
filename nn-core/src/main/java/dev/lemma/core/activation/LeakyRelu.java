package dev.lemma.core.activation;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code φ(x) = x} where x > 0, {@code slope·x} elsewhere; the derivative at 0 is the slope.
 *
 * @param slope any finite number; 0 gives ReLU, −1 the absolute value, 1 the identity
 */
public record LeakyRelu(double slope) implements Activation {

    public LeakyRelu {
        Check.finite("slope", slope);
    }

    @Override
    public Tensor apply(Tensor x) {
        return Tensor.select(x.greaterThan(0), x, x.times(slope));
    }
}
