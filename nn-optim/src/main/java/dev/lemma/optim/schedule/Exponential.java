package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Exponential decay.
 *
 * <pre>{@code
 * s(t) = s₀ · γ^(t/n)
 * }</pre>
 *
 * @param initial s₀
 * @param factor γ &gt; 0, per n steps
 * @param over n ≥ 1 steps
 */
public record Exponential(double initial, double factor, int over) implements Schedule {

    public Exponential {
        Check.finite("initial", initial);
        Check.positive("factor", factor);
        Check.atLeastOne("over", over);
    }

    /** Multiplied by the factor at every step. */
    public Exponential(double initial, double factor) {
        this(initial, factor, 1);
    }

    @Override
    public Tensor at(Tensor t) {
        return t.times(Math.log(factor) / over).exp().times(initial);
    }
}
