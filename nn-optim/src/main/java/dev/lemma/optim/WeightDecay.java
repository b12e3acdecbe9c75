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
 * Weight decay as a part of the gradient: what {@code λ/2·‖θ‖²} adds to the risk.
 *
 * <pre>{@code
 * g ← g + λ·θ        then the optimiser's own step
 * }</pre>
 *
 * <p>With an optimiser that rescales gradients this is not decay by a factor; that is {@link DecoupledDecay}.
 *
 * @param optimizer takes the step
 * @param rate λ ≥ 0
 * @param decayed the parameters that decay
 */
public record WeightDecay(Optimizer optimizer, double rate, ParameterFilter decayed) implements Optimizer {

    public WeightDecay {
        Objects.requireNonNull(optimizer, "optimizer");
        Check.notNegative("rate", rate);
        Objects.requireNonNull(decayed, "decayed");
    }

    /** Of all parameters. */
    public WeightDecay(Optimizer optimizer, double rate) {
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
        return optimizer.update(g.plus(decayed.keep(slots.theta().times(rate), slots)), slots);
    }
}
