package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a training, compiled once for each batch size: the routine for whole batches and the one for the shorter last batch work on
 * the same arrays, and both read the examples where the dataset keeps them.
 */
final class Steps {

    /**
     * A compiled step for one batch size.
     *
     * @param places the arrays of its leaves
     * @param moved the parameters after the step
     */
    record Compiled(Execution execution, Array rows, Array key, Map<Tensor, Array> places, List<Tensor> moved) {

        int size() {
            return rows.shape().size();
        }

        /** The risk and the gradient's sum. */
        List<Tensor> checked() {
            return execution.routine().outputs().subList(0, TrainingStep.RISKS);
        }

        double risk() {
            return execution.item(0);
        }

        boolean isFinite() {
            return execution.item(1) == 0;
        }

        /** The risks of several players. */
        void risks(double[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = execution.item(TrainingStep.RISKS + i);
            }
        }
    }

    private final Task task;
    private final Terms terms;
    private final @Nullable Dataset data;
    private final DataLeaves leaves;
    private final Layout layout;
    private final Plan plan;
    private final Key keys;
    private final Executor executor;
    private final Memory memory;
    private final TrainingStep whole;
    private final Map<Integer, Compiled> compiled = new HashMap<>();

    /**
     * @param keys gives every step its own
     */
    Steps(Task task, Terms terms, @Nullable Dataset data, Plan plan, Key keys, Memory memory) {
        this.task = task;
        this.terms = terms;
        this.data = data;
        this.leaves = DataLeaves.of(task.type(), data);
        this.layout = Layout.of(task, Layout.moves(task, leaves, plan.batch()));
        this.plan = plan;
        this.keys = keys;
        this.executor = terms.executor();
        this.memory = memory;
        this.whole = step(plan.batch());
    }

    private TrainingStep step(int batch) {
        return new TrainingStep(task, layout, leaves, batch, terms.pace().parts(), terms.decay(), false);
    }

    Layout layout() {
        return layout;
    }

    Plan plan() {
        return plan;
    }

    /** The step of a whole batch. */
    TrainingStep whole() {
        return whole;
    }

    private Compiled compile(int batch) {
        TrainingStep step = batch == plan.batch() ? whole : step(batch);
        Routine routine = step.routine();
        DType type = task.type();
        Array rows = Array.zeros(type, Shape.of(batch));
        Array key = Array.zeros(type, Shape.of(4));
        Map<Tensor, Array> places = new IdentityHashMap<>();
        places.put(routine.inputs().get(0), rows);
        places.put(routine.inputs().get(1), key);
        step.places().forEach((name, place) -> places.put(routine.states().get(place), array(name)));
        List<Tensor> moved = new ArrayList<>();
        for (Layout.Block block : layout.blocks()) {
            if (block.moved()) {
                moved.add(routine.updates()
                        .get(Objects.requireNonNull(step.places().get(block.theta()))));
            }
        }
        return new Compiled(executor.open(routine, places), rows, key, places, moved);
    }

    private Array array(String name) {
        if (data != null && name.equals(TrainingStep.FEATURES)) {
            return data.featureArray();
        }
        return data != null && name.equals(TrainingStep.TARGETS) ? data.targetArray() : memory.get(name);
    }

    /** The execution of a step, its batch and its key in place: what it computes depends on these and on the memory alone. */
    Compiled arranged(long number) {
        Compiled step = compiled.computeIfAbsent(plan.size(number), this::compile);
        plan.rows(number, step.rows());
        System.arraycopy(
                TrainingStep.key(task.type(), keys.at(number)).storage(),
                0,
                step.key().storage(),
                0,
                4);
        return step;
    }

    /** Makes a step, counted from 0. */
    Compiled make(long number) {
        Compiled step = arranged(number);
        step.execution().run();
        return step;
    }
}
