package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * AdaGrad: each coordinate's rate falls with the root of the sum of its squared gradients.
 *
 * <pre>{@code
 * s ← s + g²,   s₀ given
 * θ ← θ − η/(1 + (t−1)κ) · g / (√(s + δ) + ε)
 * }</pre>
 *
 * <p>PyTorch has ε, optax δ and s₀ = 0.1. For convex losses the regret is {@code O(√T)} with the best diagonal scaling in hindsight.
 *
 * @param rate η &gt; 0, per step
 * @param initial s₀ ≥ 0, in units of the squared gradient
 * @param epsilon ε ≥ 0, in units of the gradient
 * @param epsilonRoot δ ≥ 0, in units of its square; one of the two is above 0
 * @param rateDecay κ ≥ 0, per step
 * @see <a href="https://jmlr.org/papers/v12/duchi11a.html">Duchi, Hazan and Singer 2011</a>
 */
public record AdaGrad(double rate, double initial, double epsilon, double epsilonRoot, double rateDecay)
        implements Optimizer {

    public AdaGrad {
        Check.positive("rate", rate);
        Check.notNegative("initial", initial);
        new DampedRoot(epsilon, epsilonRoot);
        Check.notNegative("rateDecay", rateDecay);
    }

    /** AdaGrad with s₀ = 0, ε = 1e-10, δ = 0 and κ = 0. */
    public AdaGrad(double rate) {
        this(rate, 0, 1e-10, 0, 0);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor s = slots.full("sum", initial).plus(g.square());
        Tensor scaled = g.dividedBy(new DampedRoot(epsilon, epsilonRoot).of(s));
        if (rateDecay == 0) {
            return Update.by(scaled.times(-rate)).store("sum", s);
        }
        Tensor falling =
                slots.step().minus(1).times(rateDecay).plus(1).reciprocal().times(-rate);
        return Update.by(scaled.times(falling)).store("sum", s);
    }
}
