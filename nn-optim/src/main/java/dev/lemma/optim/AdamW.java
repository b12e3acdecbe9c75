package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Objects;

/**
 * Adam with weight decay that does not pass through the moments.
 *
 * <pre>{@code
 * m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²        m̂ = m/(1−β₁ᵗ)    v̂ = v/(1−β₂ᵗ)
 * θ ← θ − η·(m̂ / (√v̂ + ε) + λ·θ)
 * }</pre>
 *
 * <p>The decay is multiplied by the rate, and by a schedule of it, as in PyTorch and optax. Where a parametrization scales rates
 * with width, it scales the decay with them.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @param weightDecay λ ≥ 0
 * @param decayed the parameters that decay
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2017, Algorithm 2</a>
 */
public record AdamW(
        double rate, double beta1, double beta2, double epsilon, double weightDecay, ParameterFilter decayed)
        implements Optimizer {

    public AdamW {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
        Check.notNegative("weightDecay", weightDecay);
        Objects.requireNonNull(decayed, "decayed");
    }

    /** AdamW that decays every parameter, biases included. */
    public AdamW(double rate, double beta1, double beta2, double epsilon, double weightDecay) {
        this(rate, beta1, beta2, epsilon, weightDecay, ParameterFilter.ALL);
    }

    /** AdamW with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, that decays every parameter. */
    public AdamW(double rate, double weightDecay) {
        this(rate, 0.9, 0.999, 1e-8, weightDecay);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Optimizer adam = new Adam(rate, beta1, beta2, epsilon);
        return new DecoupledDecay(adam, rate * weightDecay, decayed).update(g, slots);
    }
}
