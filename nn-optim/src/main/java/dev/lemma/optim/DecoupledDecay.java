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
 * Weight decay beside the optimiser's step, which does not see it.
 *
 * <pre>{@code
 * θ ← θ + Δθ − κ·θ
 * }</pre>
 *
 * <p>{@link AdamW} is this around {@link Adam}, with {@code κ = η·λ}. A {@link Optimizer#scheduled schedule} outside
 * multiplies both.
 *
 * @param optimizer takes the step Δθ
 * @param rate κ ≥ 0, per step
 * @param decayed the parameters that decay
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2017</a>
 */
public record DecoupledDecay(Optimizer optimizer, double rate, ParameterFilter decayed) implements Optimizer {

    public DecoupledDecay {
        Objects.requireNonNull(optimizer, "optimizer");
        Check.notNegative("rate", rate);
        Objects.requireNonNull(decayed, "decayed");
    }

    /** Of all parameters. */
    public DecoupledDecay(Optimizer optimizer, double rate) {
        this(optimizer, rate, ParameterFilter.ALL);
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
        Update update = optimizer.update(g, slots);
        return update.withDelta(update.delta().plus(decayed.keep(slots.theta().times(-rate), slots)));
    }
}
