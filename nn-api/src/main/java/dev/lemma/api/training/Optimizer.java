package dev.lemma.api.training;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;

/**
 * An update rule, as expressions over the gradient, its own memory and the step: it is compiled into the training step together with the backward
 * pass. Write it as a record whose compact constructor checks its options.
 */
public interface Optimizer {

    /**
     * One step.
     *
     * @param gradient of the risk, a flat vector of the size of θ
     * @param slots the optimiser's memory, θ and the step number
     */
    Update update(Tensor gradient, Slots slots);

    /** How its steps follow the size of the gradient; needed only where a parametrization makes rates depend on the width. */
    default UpdateScaling scaling() {
        return UpdateScaling.UNDECLARED;
    }

    /**
     * How its steps of one parameter follow the size of the gradient. For optimisers that treat parameters differently, and
     * for wrappers, which pass the question on.
     */
    default UpdateScaling scaling(Parameter parameter) {
        return scaling();
    }

    /** This optimiser with its updates multiplied by a schedule: with rate 1 the schedule is the rate. */
    default Optimizer scheduled(Schedule schedule) {
        return new Scheduled(this, schedule);
    }
}
