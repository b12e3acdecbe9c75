package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Objects;

/**
 * LAMB: Adam's direction, and in each layer a step in proportion to its parameters' length; for large batches.
 *
 * <pre>{@code
 * u = m̂/(√v̂ + ε) + λ·θ                 m̂, v̂ as in Adam
 * θₗ ← θₗ − η · uₗ·‖θₗ‖/‖uₗ‖           layer by layer; the ratio is 1 where θₗ or uₗ is 0
 * }</pre>
 *
 * <p>As optax. Every layer moves by the part η of its length.
 *
 * @param rate η &gt; 0, per step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon ε &gt; 0, in units of the gradient
 * @param weightDecay λ ≥ 0
 * @param decayed the parameters that decay
 * @see <a href="https://arxiv.org/abs/1904.00962">You et al. 2019, Algorithm 2</a>
 */
public record Lamb(double rate, double beta1, double beta2, double epsilon, double weightDecay, ParameterFilter decayed)
        implements Optimizer {

    public Lamb {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("beta1", beta1);
        Check.inHalfOpenUnit("beta2", beta2);
        Check.positive("epsilon", epsilon);
        Check.notNegative("weightDecay", weightDecay);
        Objects.requireNonNull(decayed, "decayed");
    }

    /** LAMB with β₁ = 0.9, β₂ = 0.999, ε = 1e-6, that decays matrices and filters. */
    public Lamb(double rate, double weightDecay) {
        this(rate, 0.9, 0.999, 1e-6, weightDecay, ParameterFilter.MATRICES);
    }

    /** Not said: a step is in proportion to the norm of its weight, and neither table of rates is made for that. */
    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.UNDECLARED;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Update adam = new Adam(1, beta1, beta2, epsilon).update(g, slots);
        Tensor u = weightDecay == 0
                ? adam.delta()
                : adam.delta().minus(decayed.keep(slots.theta().times(weightDecay), slots));
        Tensor scaled = new TrustRatio(1, 0, ParameterFilter.ALL).scale(u, slots);
        return adam.withDelta(scaled.times(rate));
    }
}
