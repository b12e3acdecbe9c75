package org.example.waves;

import dev.lemma.api.check.Check;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Yogi: Adam whose second moment moves by a bounded amount, so that it forgets large gradients slowly.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g      v ← v + (1−β₂)·sign(g²−v)·g²      θ ← θ − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
 * }</pre>
 *
 * @param rate η, above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon ε, above 0
 * @see <a href="https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization">Zaheer et al. 2018, Adaptive
 *     Methods for Nonconvex Optimization</a>
 */
public record Yogi(
        double rate, @Default("0.9") double beta1, @Default("0.999") double beta2, @Default("1e-8") double epsilon)
        implements Optimizer {

    public Yogi {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }

    /** With β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public Yogi(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor m = slots.zeros("m").times(beta1).plus(g.times(1 - beta1));
        Tensor v = slots.zeros("v");
        v = v.plus(g.square().minus(v).sign().times(g.square()).times(1 - beta2));
        Tensor mHat = m.dividedBy(slots.step().powerOf(beta1).negate().plus(1));
        Tensor vHat = v.dividedBy(slots.step().powerOf(beta2).negate().plus(1));
        Tensor delta = mHat.dividedBy(vHat.sqrt().plus(epsilon)).times(-rate);
        return Update.by(delta).store("m", m).store("v", v);
    }
}
