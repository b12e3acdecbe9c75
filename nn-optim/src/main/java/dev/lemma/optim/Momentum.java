package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Heavy-ball momentum: descent along a decaying sum of gradients.
 *
 * <pre>{@code
 * m ← g                          at the first step
 * m ← μ·m + (1−τ)·g              at the others
 * θ ← θ − η·m
 * }</pre>
 *
 * <p>As PyTorch's SGD: the first gradient is not damped, and the sum is not divided by {@code 1/(1−μ)}, so the effective
 * rate is {@code η(1−τ)/(1−μ)}.
 *
 * @param rate η &gt; 0, per step
 * @param momentum μ, in [0, 1)
 * @param dampening τ, in [0, 1)
 * @see <a href="https://doi.org/10.1016/0041-5553(64)90137-5">Polyak 1964</a>
 */
public record Momentum(double rate, double momentum, double dampening) implements Optimizer {

    public Momentum {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("momentum", momentum);
        Check.inHalfOpenUnit("dampening", dampening);
    }

    /** Momentum without dampening. */
    public Momentum(double rate, double momentum) {
        this(rate, momentum, 0);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.LINEAR;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Tensor damped = slots.zeros("m").times(momentum).plus(g.times(1 - dampening));
        Tensor m = dampening == 0 ? damped : Tensor.select(slots.step().equalTo(1), g, damped);
        return Update.by(m.times(-rate)).store("m", m);
    }
}
