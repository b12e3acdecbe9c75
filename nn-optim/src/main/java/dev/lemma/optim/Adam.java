package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Adam: gradient descent on moments of the gradient.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²        m̂ = m/(1−β₁ᵗ)    v̂ = v/(1−β₂ᵗ)
 * θ ← θ − η · m̂ / (√(v̂ + δ) + ε)
 * }</pre>
 *
 * <p>Moments have the shape of θ; t counts from 1. PyTorch has ε, outside the root; optax has δ too, as {@code eps_root}.
 * Cost per step: one fused pass over θ, g, m, v. Converges for convex losses only with decreasing η.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε ≥ 0, in units of the gradient
 * @param epsilonRoot δ ≥ 0, in units of its square; one of the two is above 0
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, Algorithm 1</a>
 */
public record Adam(double rate, double beta1, double beta2, double epsilon, double epsilonRoot) implements Optimizer {

    public Adam {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        new DampedRoot(epsilon, epsilonRoot);
    }

    /** Adam with δ = 0. */
    public Adam(double rate, double beta1, double beta2, double epsilon) {
        this(rate, beta1, beta2, epsilon, 0);
    }

    /** Adam with the published β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public Adam(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        MovingAverage first = new MovingAverage("m", beta1);
        MovingAverage second = new MovingAverage("v", beta2);
        Tensor m = first.next(g, slots);
        Tensor v = second.next(g.square(), slots);
        Tensor root = new DampedRoot(epsilon, epsilonRoot).of(second.unbiased(v, slots));
        return Update.by(first.unbiased(m, slots).dividedBy(root).times(-rate))
                .store("m", m)
                .store("v", v);
    }
}
