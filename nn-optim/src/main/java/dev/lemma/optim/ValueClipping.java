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
 * Gradient clipping entry by entry.
 *
 * <pre>{@code
 * gᵢ ← max(−c, min(c, gᵢ))        then the optimiser's own step
 * }</pre>
 *
 * <p>Changes the direction of the gradient; see {@link NormClipping}.
 *
 * @param optimizer takes the step
 * @param bound c &gt; 0
 */
public record ValueClipping(Optimizer optimizer, double bound) implements Optimizer {

    public ValueClipping {
        Objects.requireNonNull(optimizer, "optimizer");
        Check.positive("bound", bound);
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
        return optimizer.update(g.clamp(-bound, bound), slots);
    }
}
