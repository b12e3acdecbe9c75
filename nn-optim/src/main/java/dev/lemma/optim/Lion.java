package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Objects;

/**
 * Lion: the sign of a momentum in which the newest gradient counts more than in the one that is kept.
 *
 * <pre>{@code
 * u = sign(β₁m + (1−β₁)g)        m ← β₂m + (1−β₂)g
 * θ ← θ − η·(u + λ·θ)
 * }</pre>
 *
 * <p>Every coordinate moves by η at each step: rates are three to ten times smaller than Adam's, λ as many times larger. Half of Adam's memory.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 share of the momentum in the step, in [0, 1)
 * @param beta2 decay of the momentum, in [0, 1)
 * @param weightDecay λ ≥ 0
 * @param decayed the parameters that decay
 * @see <a href="https://arxiv.org/abs/2302.06675">Chen et al. 2023, Algorithm 2</a>
 */
public record Lion(double rate, double beta1, double beta2, double weightDecay, ParameterFilter decayed)
        implements Optimizer {

    public Lion {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.notNegative("weightDecay", weightDecay);
        Objects.requireNonNull(decayed, "decayed");
    }

    /** Lion with β₁ = 0.9, β₂ = 0.99, that decays every parameter. */
    public Lion(double rate, double weightDecay) {
        this(rate, 0.9, 0.99, weightDecay, ParameterFilter.ALL);
    }

    /** Lion without weight decay. */
    public Lion(double rate) {
        this(rate, 0);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor u = slots.zeros("m").times(beta1).plus(g.times(1 - beta1)).sign();
        Tensor decay = decayed.keep(slots.theta().times(-rate * weightDecay), slots);
        Tensor step = u.times(-rate);
        return Update.by(weightDecay == 0 ? step : step.plus(decay))
                .store("m", new MovingAverage("m", beta2).next(g, slots));
    }
}
