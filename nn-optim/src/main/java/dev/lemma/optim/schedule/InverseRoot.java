package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Decay with the root of the step, as stochastic descent of convex risks has it.
 *
 * <pre>{@code
 * s(t) = s₀ / √(1 + t/n)
 * }</pre>
 *
 * @param initial s₀
 * @param steps n ≥ 1: after 3n steps it is half
 */
public record InverseRoot(double initial, int steps) implements Schedule {

    public InverseRoot {
        Check.finite("initial", initial);
        Check.atLeastOne("steps", steps);
    }

    @Override
    public Tensor at(Tensor t) {
        return t.dividedBy(steps).plus(1).sqrt().reciprocal().times(initial);
    }
}
