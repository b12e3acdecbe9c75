package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Nesterov's momentum: the gradient that momentum will see is counted in advance.
 *
 * <pre>{@code
 * m ← μ·m + g
 * θ ← θ − η·(g + μ·m)
 * }</pre>
 *
 * <p>In the form of Sutskever et al., as in PyTorch and optax: θ is the point at which the gradient is taken.
 *
 * @param rate η &gt; 0, per step
 * @param momentum μ, in [0, 1)
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever, Martens, Dahl and Hinton 2013</a>
 */
public record Nesterov(double rate, double momentum) implements Optimizer {

    public Nesterov {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("momentum", momentum);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.LINEAR;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor m = slots.zeros("m").times(momentum).plus(g);
        return Update.by(g.plus(m.times(momentum)).times(-rate)).store("m", m);
    }
}
