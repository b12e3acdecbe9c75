package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Objects;

/**
 * LARS: momentum with a rate for each layer, in proportion to its parameters' length; for large batches.
 *
 * <pre>{@code
 * u = g + λ·θ        uₗ ← uₗ · c·‖θₗ‖/(‖uₗ‖ + ε)     layer by layer
 * then the step of Momentum, or of Nesterov
 * }</pre>
 *
 * <p>As optax: the ratio is to the length of {@code g + λθ}; the paper has {@code ‖g‖ + λ‖θ‖}. Parameters that are not
 * chosen are neither decayed nor scaled.
 *
 * @param rate η &gt; 0
 * @param momentum μ, in [0, 1)
 * @param nesterov whether momentum is Nesterov's
 * @param weightDecay λ ≥ 0
 * @param coefficient c &gt; 0, {@link TrustRatio}'s
 * @param epsilon ε ≥ 0, in units of the gradient
 * @param chosen the parameters that decay and whose rates are scaled
 * @see <a href="https://arxiv.org/abs/1708.03888">You, Gitman and Ginsburg 2017, Algorithm 1</a>
 */
public record Lars(
        double rate,
        double momentum,
        boolean nesterov,
        double weightDecay,
        double coefficient,
        double epsilon,
        ParameterFilter chosen)
        implements Optimizer {

    public Lars {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("momentum", momentum);
        Check.notNegative("weightDecay", weightDecay);
        new TrustRatio(coefficient, epsilon, chosen);
        Objects.requireNonNull(chosen, "chosen");
    }

    /** LARS with μ = 0.9, c = 0.001 and ε = 0, of matrices and filters; biases have the rate η. */
    public Lars(double rate, double weightDecay) {
        this(rate, 0.9, false, weightDecay, 1e-3, 0, ParameterFilter.MATRICES);
    }

    /** Not said: a step is in proportion to the norm of its weight, and neither table of rates is made for that. */
    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.UNDECLARED;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor u = weightDecay == 0 ? g : g.plus(chosen.keep(slots.theta().times(weightDecay), slots));
        Tensor scaled = new TrustRatio(coefficient, epsilon, chosen).scale(u, slots);
        Optimizer step = nesterov ? new Nesterov(rate, momentum) : new Momentum(rate, momentum);
        return step.update(scaled, slots);
    }
}
