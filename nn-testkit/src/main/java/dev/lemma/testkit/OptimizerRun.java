package dev.lemma.testkit;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * An optimiser on a function of a vector, compiled into one step as in training.
 *
 * <pre>{@code
 * double[] theta = OptimizerRun.of(new Adam(1e-2), x -> x.square().sum(), 1, 2, 3).steps(100).theta();
 * }</pre>
 */
public final class OptimizerRun {

    private static final String THETA = "θ";
    private static final String STEP = "step";

    private final Execution execution;
    private final List<String> states = new ArrayList<>(List.of(THETA, STEP));
    private final Set<String> unasked;

    private OptimizerRun(Optimizer optimizer, UnaryOperator<Tensor> objective, Array start, List<Shape> layout) {
        List<Parameter> parts = parameters(layout);
        Tensor theta = Tensor.input(THETA, start.type(), start.shape().extents());
        Tensor taken = Tensor.input(STEP, start.type());
        Map<String, Tensor> slots = new LinkedHashMap<>();
        Map<String, Double> starts = new LinkedHashMap<>();
        Tensor value = objective.apply(theta);
        Update update = optimizer.update(Derivatives.gradient(value, theta), new Slots() {

            @Override
            public Tensor slot(String name, Shape shape, double initial) {
                starts.putIfAbsent(name, initial);
                return slots.computeIfAbsent(name, key -> Tensor.input(key, start.type(), shape.extents()));
            }

            @Override
            public Tensor theta() {
                return theta;
            }

            @Override
            public Tensor step() {
                return taken.plus(1);
            }

            @Override
            public List<Parameter> parameters() {
                return parts;
            }
        });
        List<Tensor> leaves = new ArrayList<>(List.of(theta, taken));
        List<Tensor> updates = new ArrayList<>(List.of(theta.plus(update.delta()), taken.plus(1)));
        slots.forEach((name, slot) -> {
            states.add(name);
            leaves.add(slot);
            updates.add(update.stored().getOrDefault(name, slot));
        });
        unasked = new LinkedHashSet<>(update.stored().keySet());
        unasked.removeAll(slots.keySet());
        execution = Fused.executor().open(new Routine(List.of(), List.of(value), leaves, updates));
        execution.load(0, start);
        execution.load(1, Array.full(start.type(), Shape.scalar(), 0));
        for (int i = 2; i < states.size(); i++) {
            execution.load(
                    i,
                    Array.full(
                            start.type(),
                            leaves.get(i).shape(),
                            Objects.requireNonNull(starts.get(states.get(i)), "every state has a start")));
        }
    }

    private static List<Parameter> parameters(List<Shape> layout) {
        List<Parameter> parts = new ArrayList<>();
        int offset = 0;
        for (Shape shape : layout) {
            parts.add(new Parameter(String.valueOf(parts.size()), shape, offset, new Law.Constant(0), 1, 1));
            offset += shape.size();
        }
        return parts;
    }

    /** From a point, in float64. */
    public static OptimizerRun of(Optimizer optimizer, UnaryOperator<Tensor> objective, double... start) {
        return of(optimizer, objective, Array.vector(start));
    }

    /** From a point, in its type. */
    public static OptimizerRun of(Optimizer optimizer, UnaryOperator<Tensor> objective, Array start) {
        return new OptimizerRun(optimizer, objective, start, List.of(start.shape()));
    }

    /**
     * From a point that is made of several parameters, as the layers of a network.
     *
     * @param start a vector
     * @param layout shapes of the parameters in it, one after another; their names are 0, 1, …
     */
    public static OptimizerRun of(
            Optimizer optimizer, UnaryOperator<Tensor> objective, Array start, List<Shape> layout) {
        int size = layout.stream().mapToInt(Shape::size).sum();
        if (start.shape().rank() != 1 || start.shape().size() != size) {
            throw new IllegalArgumentException(
                    "start: expected a vector of the " + size + " numbers of " + layout + ", got " + start.shape());
        }
        return new OptimizerRun(optimizer, objective, start, layout);
    }

    /** So many steps more. */
    public OptimizerRun steps(int count) {
        for (int i = 0; i < count; i++) {
            execution.run();
        }
        return this;
    }

    /** The parameters as the last step left them: a copy. */
    public double[] theta() {
        return execution.read(0).toDoubles();
    }

    /** θ, the step number and the slots, by name. */
    public Map<String, Array> state() {
        Map<String, Array> state = new LinkedHashMap<>();
        for (int i = 0; i < states.size(); i++) {
            state.put(states.get(i), execution.read(i));
        }
        return state;
    }

    /** Goes on from the state of another run of the same optimiser. */
    public OptimizerRun restore(Map<String, Array> state) {
        if (!state.keySet().equals(new LinkedHashSet<>(states))) {
            throw new IllegalArgumentException(
                    "restore: expected " + new TreeSet<>(states) + ", got " + new TreeSet<>(state.keySet()));
        }
        state.forEach((name, value) -> execution.load(states.indexOf(name), value));
        return this;
    }

    /** Slots that the update stores and never asked for: a trainer refuses them. */
    public Set<String> unasked() {
        return unasked;
    }
}
