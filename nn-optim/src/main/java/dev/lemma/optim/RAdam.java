package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * RAdam: Adam that follows its first moment alone until the second is known well enough, and then by as much as it is known.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²
 * ρ∞ = 2/(1−β₂) − 1        ρₜ = ρ∞ − 2t·β₂ᵗ/(1−β₂ᵗ)        rₜ = √((ρₜ−4)(ρₜ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρₜ))
 * θ ← θ − η · m/(1−β₁ᵗ)                               while ρₜ ≤ 5
 * θ ← θ − η · m/(1−β₁ᵗ) · rₜ·√(1−β₂ᵗ)/(√v + ε)        after that
 * }</pre>
 *
 * <p>ρₜ is the number of gradients that the second moment is worth. For β₂ = 0.999 the first five steps are momentum's,
 * whose length is that of the gradient: the rate must suit both. With β₂ ≤ 2/3 ρ stays below 5 and so does this.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @see <a href="https://arxiv.org/abs/1908.03265">Liu et al. 2019, Algorithm 2</a>
 */
public record RAdam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {

    private static final double KNOWN = 5;

    public RAdam {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }

    /** RAdam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public RAdam(double rate) {
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
        Tensor descent = first.unbiased(m, slots).times(-rate);
        double most = 2 / (1 - beta2) - 1;
        if (most <= KNOWN) {
            return Update.by(descent).store("m", m).store("v", v);
        }
        Tensor t = slots.step().as(DType.FLOAT64); // ρ is a difference of numbers near 2/(1−β₂)
        Tensor weight = second.weight(t);
        Tensor known =
                t.times(t.powerOf(beta2)).times(2).dividedBy(weight).negate().plus(most);
        Tensor rectifier = known.minus(4)
                .times(known.minus(2))
                .times(most / ((most - 4) * (most - 2)))
                .dividedBy(known)
                .maximum(0)
                .sqrt();
        Tensor root = new DampedRoot(epsilon, 0).of(v);
        Tensor adapted =
                descent.times(rectifier.times(weight.sqrt()).as(m.type())).dividedBy(root);
        return Update.by(Tensor.select(known.greaterThan(KNOWN).as(m.type()), adapted, descent))
                .store("m", m)
                .store("v", v);
    }
}
