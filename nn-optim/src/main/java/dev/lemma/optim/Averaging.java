package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Objects;

/**
 * Keeps the mean of the iterates: Polyak-Ruppert averaging, from a step on.
 *
 * <pre>{@code
 * θ̄ₜ = 1/(t − b) · Σ θₛ,   b ≤ s < t;          θ̄ₜ = θₜ₋₁  for t ≤ b
 * }</pre>
 *
 * <p>θₛ are the points at which gradients were taken, those after b steps first, so the newest is not in it: this is the
 * mean of the theorems on averaged descent. The optimiser's steps are not changed; the mean is the slot {@link #SLOT}, which
 * {@code Trained.slot} has after training. With b about half of the steps (a tail average) the start is forgotten; an
 * exponential average that becomes the result is the trainer's own {@code ema}.
 *
 * @param optimizer takes the steps
 * @param from b ≥ 0
 * @see <a href="https://doi.org/10.1137/0330046">Polyak and Juditsky 1992</a>
 */
public record Averaging(Optimizer optimizer, int from) implements Optimizer {

    /** The slot that holds θ̄. */
    public static final String SLOT = "mean iterate";

    public Averaging {
        Objects.requireNonNull(optimizer, "optimizer");
        Check.atLeast("from", from, 0);
    }

    /** From the start. */
    public Averaging(Optimizer optimizer) {
        this(optimizer, 0);
    }

    @Override
    public UpdateScaling scaling() {
        return optimizer.scaling();
    }

    @Override
    public UpdateScaling scaling(Parameter parameter) {
        return optimizer.scaling(parameter);
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor mean = slots.zeros(SLOT);
        Tensor count = slots.step().minus(from).maximum(1);
        return optimizer
                .update(g, slots)
                .store(SLOT, mean.plus(slots.theta().minus(mean).dividedBy(count)));
    }
}
