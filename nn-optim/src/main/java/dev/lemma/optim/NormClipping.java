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
 * Gradient clipping by the norm of the whole gradient.
 *
 * <pre>{@code
 * g ← g · min(1, c / (‖g‖₂ + ε))        then the optimiser's own step
 * }</pre>
 *
 * <p>The direction is kept. PyTorch has ε = 1e-6, which makes a clipped gradient shorter than c by that much; optax has
 * none. A norm whose square is beyond the range of the type counts as infinite, and the gradient as zero: above 1e19 in float32.
 *
 * @param optimizer takes the step
 * @param norm c &gt; 0
 * @param epsilon ε ≥ 0, in units of the gradient
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio 2012</a>
 */
public record NormClipping(Optimizer optimizer, double norm, double epsilon) implements Optimizer {

    public NormClipping {
        Objects.requireNonNull(optimizer, "optimizer");
        Check.positive("norm", norm);
        Check.notNegative("epsilon", epsilon);
    }

    /** Clipping with ε = 0. */
    public NormClipping(Optimizer optimizer, double norm) {
        this(optimizer, norm, 0);
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
        Tensor length = g.square().sum().sqrt();
        return optimizer.update(
                g.times(length.plus(epsilon).reciprocal().times(norm).minimum(1)), slots);
    }
}
