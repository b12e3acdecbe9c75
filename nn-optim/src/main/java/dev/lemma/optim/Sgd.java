package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Gradient descent.
 *
 * <pre>{@code
 * θ ← θ − η·g
 * }</pre>
 *
 * <p>No memory. For a quadratic with largest curvature λ it converges for {@code η < 2/λ}.
 *
 * @param rate η &gt; 0, per step
 * @see <a href="https://doi.org/10.1214/aoms/1177729586">Robbins and Monro 1951</a>
 */
public record Sgd(double rate) implements Optimizer {

    public Sgd {
        Check.positive("rate", rate);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.LINEAR;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        return Update.by(g.times(-rate));
    }
}
