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
 * θ ← θ − η · m̂ / (√v̂ + ε)
 * }</pre>
 *
 * <p>Moments have the shape of θ; t counts from 1. ε stands outside the root, as in PyTorch (optax puts {@code eps_root}
 * inside). Cost per step: one fused pass over θ, g, m, v. Converges for convex losses only with decreasing η.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, Algorithm 1</a>
 */
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {

    public Adam {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
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
        Tensor m = slots.zeros("m").times(beta1).plus(g.times(1 - beta1));
        Tensor v = slots.zeros("v").times(beta2).plus(g.square().times(1 - beta2));
        Tensor t = slots.step(); // 1, 2, …
        Tensor mHat = m.dividedBy(Weights.upTo(t, beta1));
        Tensor vHat = v.dividedBy(Weights.upTo(t, beta2));
        return Update.by(mHat.dividedBy(vHat.sqrt().plus(epsilon)).times(-rate))
                .store("m", m)
                .store("v", v);
    }
}
