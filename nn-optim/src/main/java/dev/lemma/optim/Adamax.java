package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Adamax: Adam with a decaying maximum in place of the second moment.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        u ← max(β₂u, |g| + ε)
 * θ ← θ − η · (m/(1−β₁ᵗ)) / u
 * }</pre>
 *
 * <p>A step is at most {@code η/(1−β₁)} long in each coordinate.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the maximum, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, Algorithm 2</a>
 */
public record Adamax(double rate, double beta1, double beta2, double epsilon) implements Optimizer {

    public Adamax {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
    }

    /** Adamax with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
    public Adamax(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        MovingAverage first = new MovingAverage("m", beta1);
        Tensor m = first.next(g, slots);
        Tensor u = slots.zeros("max").times(beta2).maximum(g.abs().plus(epsilon));
        return Update.by(first.unbiased(m, slots).dividedBy(u).times(-rate))
                .store("m", m)
                .store("max", u);
    }
}
