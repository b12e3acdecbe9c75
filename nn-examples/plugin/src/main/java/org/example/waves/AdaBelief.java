package org.example.waves;

import dev.lemma.api.check.Check;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;

/**
 * AdaBelief: Adam whose steps are long where the gradient is what its average foretold.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g      s ← β₂s + (1−β₂)(g−m)²      θ ← θ − η · m/(1−β₁ᵗ) / (√(s/(1−β₂ᵗ)) + ε)
 * }</pre>
 *
 * @param rate η, above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon ε, above 0
 * @see <a href="https://arxiv.org/abs/2010.07468">Zhuang et al. 2020, AdaBelief Optimizer</a>
 */
public record AdaBelief(
        double rate, @Default("0.9") double beta1, @Default("0.999") double beta2, @Default("1e-8") double epsilon)
        implements Optimizer {

    public AdaBelief {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }

    /** With the published β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public AdaBelief(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor m = slots.zeros("m").times(beta1).plus(g.times(1 - beta1));
        Tensor s = slots.zeros("s").times(beta2).plus(g.minus(m).square().times(1 - beta2));
        Tensor mHat = m.dividedBy(slots.step().powerOf(beta1).negate().plus(1));
        Tensor sHat = s.dividedBy(slots.step().powerOf(beta2).negate().plus(1));
        Tensor delta = mHat.dividedBy(sHat.sqrt().plus(epsilon)).times(-rate);
        return Update.by(delta).store("m", m).store("s", s);
    }
}
