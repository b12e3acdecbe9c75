package dev.lemma.optim;

import dev.lemma.api.training.Optimizer;
import dev.lemma.testkit.OptimizerContract;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

class AdamContractTest implements OptimizerContract {

    @Override
    public Optimizer subject() {
        return new Adam(1e-2);
    }

    /** The corrections make the first step η·g/(|g| + ε). */
    @Override
    public Optional<DoubleUnaryOperator> firstStep() {
        return Optional.of(g -> -1e-2 * g / (Math.abs(g) + 1e-8));
    }
}
