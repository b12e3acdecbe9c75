package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * AMSGrad: Adam whose second moment never decreases, which makes it converge on convex losses where Adam does not.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²        u ← max(u, v)
 * θ ← θ − η · (m/(1−β₁ᵗ)) / (√(u/(1−β₂ᵗ)) + ε)
 * }</pre>
 *
 * <p>As PyTorch. With {@code maximumOfCorrected}, as optax, it is {@code u ← max(u, v/(1−β₂ᵗ))}, which is not divided again.
 * The published algorithm corrects neither moment.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @param maximumOfCorrected whether the maximum is taken after the correction
 * @see <a href="https://arxiv.org/abs/1904.09237">Reddi, Kale and Kumar 2018, Algorithm 2</a>
 */
public record AmsGrad(double rate, double beta1, double beta2, double epsilon, boolean maximumOfCorrected)
        implements Optimizer {

    public AmsGrad {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }

    /** AMSGrad with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and the maximum before the correction. */
    public AmsGrad(double rate) {
        this(rate, 0.9, 0.999, 1e-8, false);
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
        Tensor u = slots.zeros("max").maximum(maximumOfCorrected ? second.unbiased(v, slots) : v);
        Tensor root = new DampedRoot(epsilon, 0).of(maximumOfCorrected ? u : second.unbiased(u, slots));
        return Update.by(first.unbiased(m, slots).dividedBy(root).times(-rate))
                .store("m", m)
                .store("v", v)
                .store("max", u);
    }
}
