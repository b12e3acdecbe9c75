package dev.lemma.api.training;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;

/**
 * An optimiser whose update is multiplied by a schedule: {@code Δθₜ ← s(t − 1)·Δθₜ}, t = 1, 2, … being the step.
 *
 * @param optimizer with the rate at which s = 1
 * @param schedule the factor, as a function of the number of steps taken before
 */
public record Scheduled(Optimizer optimizer, Schedule schedule) implements Optimizer {

    @Override
    public UpdateScaling scaling() {
        return optimizer.scaling();
    }

    @Override
    public UpdateScaling scaling(Parameter parameter) {
        return optimizer.scaling(parameter);
    }

    @Override
    public Update update(Tensor gradient, Slots slots) {
        Update update = optimizer.update(gradient, slots);
        return update.withDelta(update.delta().times(schedule.at(slots.step().minus(1))));
    }
}
