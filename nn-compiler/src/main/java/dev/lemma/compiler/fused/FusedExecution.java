package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.internal.kernel.StridedCopy;
import dev.lemma.compiler.primitive.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A routine compiled to steps, with the arrays they work on. */
final class FusedExecution implements Execution {

    private final Routine routine;
    private final Binding binding;
    private final List<Tensor> outputs;
    private final Plan plan;
    private final Runnable[] steps;
    private final Object[] names;

    FusedExecution(Routine routine, FusedExecutor executor) {
        this(routine, executor, Map.of());
    }

    /**
     * @param given the arrays in which some leaves live
     */
    FusedExecution(Routine routine, FusedExecutor executor, Map<Tensor, Array> given) {
        this.routine = routine;
        routine.requireMemory(given);
        List<Tensor> roots = Joins.join(Simplifier.simplify(routine.roots()));
        this.outputs = roots.subList(0, routine.outputs().size()).stream()
                .map(output ->
                        routine.states().contains(output) ? Tensor.apply(new Reshape(output.shape()), output) : output)
                .toList();
        List<Tensor> updates = roots.subList(outputs.size(), roots.size());
        List<Tensor> leaves = new ArrayList<>(routine.inputs());
        leaves.addAll(routine.states());
        Set<Tensor> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<Tensor, Tensor> replaced = new IdentityHashMap<>();
        for (int i = 0; i < updates.size(); i++) {
            if (updates.get(i) != routine.states().get(i)) {
                replaced.put(routine.states().get(i), updates.get(i));
            }
        }
        this.plan = Planner.plan(
                outputs, updates, leaves, replaced.keySet(), executor.chains().sumsAreFree(), executor::kernel);
        for (Tensor output : outputs) {
            kept.add(plan.view(output).base());
        }
        for (Tensor update : updates) {
            kept.add(plan.view(update).base());
        }
        Memory memory = new Memory(plan, kept, replaced);
        this.binding = new Binding(plan, memory, given);
        List<Runnable> bound = new ArrayList<>();
        List<Object> called = new ArrayList<>(); // written out only when someone asks: that costs a start milliseconds
        for (Item item : plan.items()) {
            Runnable step = step(item, executor);
            if (step != null) {
                bound.add(step);
                called.add(item);
            }
        }
        replaceStates(replaced, memory, bound);
        while (called.size() < bound.size()) {
            called.add("replace a state");
        }
        this.steps = bound.toArray(new Runnable[0]);
        this.names = called.toArray();
    }

    /** The step of an item; null where there is nothing to do. */
    private @Nullable Runnable step(Item item, FusedExecutor executor) {
        if (item instanceof Group group) {
            return group.stores().isEmpty() && group.reductions().isEmpty()
                    ? null
                    : new ChainStep(group, executor.chains().compile(group.chain()), binding, executor.team());
        }
        if (item instanceof Item.Copy copy) {
            return new StridedCopy(
                    binding.place(copy.source()),
                    binding.array(copy.node()),
                    binding.offset(copy.node()),
                    copy.node().shape().strides());
        }
        Item.Compute compute = (Item.Compute) item;
        return compute.node().shape().size() == 0 ? null : compute.kernel().bind(new Site(compute, binding, executor));
    }

    /** New states that are not written in place are copied at the end; those that come from another state, by way of a third place. */
    private void replaceStates(Map<Tensor, Tensor> replaced, Memory memory, List<Runnable> bound) {
        List<Runnable> second = new ArrayList<>();
        for (Tensor state : routine.states()) {
            Tensor update = replaced.get(state);
            if (update == null) {
                continue;
            }
            View view = plan.view(update);
            if (memory.isWithin(view.base(), state)) {
                continue;
            }
            Place from = binding.place(view);
            Object to = binding.array(state);
            int[] strides = update.shape().strides();
            if (routine.states().contains(view.base())) {
                Object between = binding.scratch(state.type(), state.shape().size());
                bound.add(new StridedCopy(from, between, 0, strides));
                second.add(new StridedCopy(
                        new Place(between, 0, View.of(update).layout()), to, binding.offset(state), strides));
            } else {
                second.add(new StridedCopy(from, to, binding.offset(state), strides));
            }
        }
        bound.addAll(second);
    }

    @Override
    public Routine routine() {
        return routine;
    }

    @Override
    public long bytes() {
        return binding.bytes();
    }

    private void set(Tensor leaf, Array value) {
        if (!value.shape().equals(leaf.shape()) || value.type() != leaf.type()) {
            throw new ShapeException("\"" + leaf.op().name() + "\": expected " + leaf.tensorType() + ", got "
                    + value.type() + value.shape());
        }
        System.arraycopy(
                value.storage(),
                0,
                binding.array(leaf),
                binding.offset(leaf),
                leaf.shape().size());
    }

    private Array copy(View view, Tensor like) {
        Array copy = Array.zeros(like.type(), Shape.of(view.extents()));
        new StridedCopy(binding.place(view), copy.storage(), 0, copy.shape().strides()).run();
        return copy;
    }

    void copyIn(Tensor leaf, Object from, int start) {
        System.arraycopy(
                from,
                start,
                binding.array(leaf),
                binding.offset(leaf),
                leaf.shape().size());
    }

    void copyState(Tensor leaf, Object to, int start) {
        System.arraycopy(
                binding.array(leaf),
                binding.offset(leaf),
                to,
                start,
                leaf.shape().size());
    }

    /** Writes an output, in row-major order, where the caller wants it. */
    void copyOut(int output, Object to, int start) {
        View view = plan.view(outputs.get(output));
        Object from = binding.array(view.base());
        int offset = binding.offset(view.base());
        if (view.isContiguous()) {
            System.arraycopy(from, offset + view.offset(), to, start, view.size());
        } else {
            new StridedCopy(
                            binding.place(view),
                            to,
                            start,
                            Shape.of(view.extents()).strides())
                    .run();
        }
    }

    @Override
    public void load(int state, Array value) {
        set(routine.states().get(state), value);
    }

    @Override
    public Array read(int state) {
        Tensor leaf = routine.states().get(state);
        return copy(View.of(leaf), leaf);
    }

    @Override
    public void put(int input, Array value) {
        set(routine.inputs().get(input), value);
    }

    @Override
    public void run() {
        for (Runnable step : steps) {
            step.run();
        }
    }

    /** Microseconds per run of each step, over so many runs: for those who tune the compiler. */
    String profile(int runs) {
        long[] nanos = new long[steps.length];
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < steps.length; i++) {
                long start = System.nanoTime();
                steps[i].run();
                nanos[i] += System.nanoTime() - start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < steps.length; i++) {
            text.append(String.format(Locale.ROOT, "%10.2f us  %s%n", nanos[i] / 1e3 / runs, names[i]));
        }
        return text.toString();
    }

    @Override
    public Array get(int output) {
        Tensor node = outputs.get(output);
        return copy(plan.view(node), node);
    }

    @Override
    public double item(int output) {
        Tensor node = outputs.get(output);
        if (node.shape().size() != 1) {
            throw new ShapeException(
                    "item: output " + output + " is " + node.tensorType() + ", expected a single number");
        }
        View view = plan.view(node);
        int at = binding.offset(view.base()) + view.offset();
        Object array = binding.array(view.base());
        return array instanceof float[] f ? f[at] : ((double[]) array)[at];
    }
}
