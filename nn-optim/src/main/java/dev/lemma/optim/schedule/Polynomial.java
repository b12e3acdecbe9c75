package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Polynomial decay.
 *
 * <pre>{@code
 * s(t) = b + (a − b)·(1 − min(t, n)/n)^p
 * }</pre>
 *
 * @param start a
 * @param end b, kept after n steps
 * @param power p &gt; 0
 * @param steps n ≥ 1
 */
public record Polynomial(double start, double end, double power, int steps) implements Schedule {

    public Polynomial {
        Check.finite("start", start);
        Check.finite("end", end);
        Check.positive("power", power);
        Check.atLeastOne("steps", steps);
    }

    @Override
    public Tensor at(Tensor t) {
        return t.minimum(steps)
                .dividedBy(steps)
                .negate()
                .plus(1)
                .pow(power)
                .times(start - end)
                .plus(end);
    }
}
