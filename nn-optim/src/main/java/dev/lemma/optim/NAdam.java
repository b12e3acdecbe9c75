package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * NAdam: Adam with Nesterov's momentum, which grows at the start.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²        μₜ = β₁·(1 − w·0.96^(tψ))        πₜ = μ₁·μ₂⋯μₜ
 * θ ← θ − η · (μₜ₊₁·m/(1−πₜ₊₁) + (1−μₜ)·g/(1−πₜ)) / (√(v/(1−β₂ᵗ)) + ε)
 * }</pre>
 *
 * <p>As PyTorch with w = ½; with w = 0 momentum is β₁ from the start and {@code πₜ = β₁ᵗ}, as in optax.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @param warmUp w, in [0, 1]: the share of the momentum that is missing at the start
 * @param momentumDecay ψ ≥ 0: with 0.004, half of what is missing is there after 4245 steps
 * @see <a href="https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ">Dozat 2016</a>
 */
public record NAdam(double rate, double beta1, double beta2, double epsilon, double warmUp, double momentumDecay)
        implements Optimizer {

    public NAdam {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
        Check.inUnitInterval("warmUp", warmUp);
        Check.notNegative("momentumDecay", momentumDecay);
    }

    /** NAdam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, w = ½ and ψ = 0.004. */
    public NAdam(double rate) {
        this(rate, 0.9, 0.999, 1e-8, 0.5, 0.004);
    }

    private Tensor momentum(Tensor t) {
        return t.times(momentumDecay).powerOf(0.96).times(-warmUp).plus(1).times(beta1);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        MovingAverage second = new MovingAverage("v", beta2);
        Tensor m = new MovingAverage("m", beta1).next(g, slots);
        Tensor v = second.next(g.square(), slots);
        Tensor root = new DampedRoot(epsilon, 0).of(second.unbiased(v, slots));
        Tensor t = slots.step().as(DType.FLOAT64);
        Tensor now = momentum(t);
        Tensor next = momentum(t.plus(1));
        Tensor product = slots.scalar("product", 1).as(DType.FLOAT64).times(now);
        Tensor ofGradient = now.negate().plus(1).dividedBy(product.negate().plus(1));
        Tensor ofMoment = next.dividedBy(product.times(next).negate().plus(1));
        Tensor ahead = m.times(ofMoment.as(m.type())).plus(g.times(ofGradient.as(m.type())));
        return Update.by(ahead.dividedBy(root).times(-rate))
                .store("m", m)
                .store("v", v)
                .store("product", product.as(m.type()));
    }
}
