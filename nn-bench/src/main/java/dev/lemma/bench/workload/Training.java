package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.core.training.TrainingStep;
import java.util.List;
import java.util.Objects;

/**
 * A training run: a unit is one step, which takes its batch by index, computes the loss and its gradient, and updates all
 * parameters and slots. 200 batches are drawn beforehand and cycled; every step has a key of its own.
 */
final class Training implements Work {

    private static final int BATCHES = 200;

    private final DType type;
    private final TrainingStep step;
    private final Execution execution;
    private final List<Array> batches;
    private final Key keys;
    private long taken;

    Training(Problem problem, Executor executor, Key key) {
        type = problem.network().type();
        step = problem.step();
        execution = open(problem, step, executor, key.of("theta"));
        batches =
                Data.batches(key.of("batches"), problem.features().shape().extent(0), problem.batch(), BATCHES).stream()
                        .map(rows -> rows.as(type))
                        .toList();
        keys = key.of("steps");
    }

    /** An execution of the step with the data in memory and the parameters drawn. */
    static Execution open(Problem problem, TrainingStep step, Executor executor, Key key) {
        Execution execution = executor.open(step.routine());
        execution.load(place(step, TrainingStep.FEATURES), problem.features());
        execution.load(place(step, TrainingStep.TARGETS), problem.targets());
        execution.load(place(step, TrainingStep.THETA), problem.network().initialArray(key));
        execution.load(place(step, TrainingStep.STATE), problem.network().initialState());
        step.initial().forEach((name, value) -> execution.load(place(step, name), value));
        return execution;
    }

    private static int place(TrainingStep step, String state) {
        return Objects.requireNonNull(step.places().get(state), state);
    }

    @Override
    public void run(int units) {
        for (int i = 0; i < units; i++) {
            execution.put(0, batches.get((int) (taken % BATCHES)));
            execution.put(1, TrainingStep.key(type, keys.at(taken)));
            execution.run();
            taken++;
        }
        if (!Double.isFinite(loss())) {
            throw new ArithmeticException("the loss of step " + taken + " is " + loss() + ", expected a finite value");
        }
    }

    /** The risk of the last batch, at the parameters before its step. */
    double loss() {
        return execution.item(0);
    }

    /** θ, the step number or a slot as it stands. */
    Array read(String name) {
        return execution.read(place(step, name));
    }

    /** What the execution runs on, for those who look closer. */
    Execution execution() {
        return execution;
    }

    @Override
    public String note() {
        return String.format("loss %.4g after %d steps", loss(), taken);
    }
}
