package dev.lemma.core.activation;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code φ(x) = x} where x > 0, {@code α(eˣ − 1)} elsewhere; the derivatives at 0 are α, 0, …
 *
 * @param alpha α, a finite number
 * @see <a href="https://arxiv.org/abs/1511.07289">Clevert, Unterthiner and Hochreiter 2015</a>
 */
public record Elu(double alpha) implements Activation {

    public Elu {
        Check.finite("alpha", alpha);
    }

    @Override
    public Tensor apply(Tensor x) {
        // The branch that is not taken stays finite, or its zero share of the derivative would be 0 · ∞.
        Tensor left = x.minimum(0).expm1().times(alpha);
        Tensor right = alpha == 1 ? x : Tensor.select(x.greaterThan(0), x, x.times(alpha));
        return Tensor.select(x.lessThan(0), left, right);
    }
}
