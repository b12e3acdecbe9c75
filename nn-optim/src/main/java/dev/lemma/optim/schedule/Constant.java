package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * The same at every step.
 *
 * @param value finite
 */
public record Constant(double value) implements Schedule {

    public Constant {
        Check.finite("value", value);
    }

    @Override
    public Tensor at(Tensor t) {
        return t.filled(value);
    }
}
