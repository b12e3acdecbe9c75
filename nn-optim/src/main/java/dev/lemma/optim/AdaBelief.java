package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * AdaBelief: Adam whose second moment is that of the gradient's distance from its average, so that steps are long where the
 * gradient is as expected.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        s ← β₂s + (1−β₂)(g − m)² + δ
 * θ ← θ − η · (m/(1−β₁ᵗ)) / (√(s/(1−β₂ᵗ)) + ε)
 * }</pre>
 *
 * <p>m is the new one. δ is added at every step, and decays.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε ≥ 0, in units of the gradient
 * @param epsilonRoot δ ≥ 0, in units of its square; one of the two is above 0
 * @see <a href="https://arxiv.org/abs/2010.07468">Zhuang et al. 2020, Algorithm 2</a>
 */
public record AdaBelief(double rate, double beta1, double beta2, double epsilon, double epsilonRoot)
        implements Optimizer {

    public AdaBelief {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        new DampedRoot(epsilon, epsilonRoot);
    }

    /** AdaBelief with β₁ = 0.9, β₂ = 0.999, ε = δ = 1e-16. */
    public AdaBelief(double rate) {
        this(rate, 0.9, 0.999, 1e-16, 1e-16);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        MovingAverage first = new MovingAverage("m", beta1);
        MovingAverage second = new MovingAverage("s", beta2);
        Tensor m = first.next(g, slots);
        Tensor s = second.next(g.minus(m).square(), slots).plus(epsilonRoot);
        Tensor root = second.unbiased(s, slots).sqrt().plus(epsilon);
        return Update.by(first.unbiased(m, slots).dividedBy(root).times(-rate))
                .store("m", m)
                .store("s", s);
    }
}
