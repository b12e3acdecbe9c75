package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * From one value to another along a line, constant before and after: a warm-up, or a decay.
 *
 * <pre>{@code
 * s(t) = a + (b − a)·clamp((t − d)/n, 0, 1)
 * }</pre>
 *
 * @param start a
 * @param end b
 * @param steps n ≥ 1
 * @param delay d ≥ 0, steps at the start value
 */
public record Linear(double start, double end, int steps, int delay) implements Schedule {

    public Linear {
        Check.finite("start", start);
        Check.finite("end", end);
        Check.atLeastOne("steps", steps);
        Check.atLeast("delay", delay, 0);
    }

    /** Without a delay. */
    public Linear(double start, double end, int steps) {
        this(start, end, steps, 0);
    }

    @Override
    public Tensor at(Tensor t) {
        return Ramp.LINEAR.between(start, end, t.minus(delay).dividedBy(steps).clamp(0, 1));
    }
}
