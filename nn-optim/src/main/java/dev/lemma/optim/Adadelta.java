package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;

/**
 * Adadelta: steps as long as the average of earlier ones, in the units of θ.
 *
 * <pre>{@code
 * v ← ρv + (1−ρ)g²        d = g·√(u + ε)/√(v + ε)        u ← ρu + (1−ρ)d²
 * θ ← θ − η·d
 * }</pre>
 *
 * <p>It begins with steps of {@code √(ε/(1−ρ))} and finds its length from there; η = 1 is the published method.
 *
 * @param rate η &gt; 0
 * @param decay ρ, in [0, 1)
 * @param epsilon ε &gt; 0, in units of both squares
 * @see <a href="https://arxiv.org/abs/1212.5701">Zeiler 2012</a>
 */
public record Adadelta(double rate, double decay, double epsilon) implements Optimizer {

    public Adadelta {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("decay", decay);
        Check.positive("epsilon", epsilon);
    }

    /** Adadelta with ρ = 0.9 and ε = 1e-6. */
    public Adadelta(double rate) {
        this(rate, 0.9, 1e-6);
    }

    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.SCALE_FREE;
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        DampedRoot root = new DampedRoot(0, epsilon);
        Tensor v = new MovingAverage("v", decay).next(g.square(), slots);
        Tensor d = root.of(slots.zeros("u")).dividedBy(root.of(v)).times(g);
        Tensor u = new MovingAverage("u", decay).next(d.square(), slots);
        return Update.by(d.times(-rate)).store("v", v).store("u", u);
    }
}
