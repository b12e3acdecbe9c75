package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an executor is to run, as expressions: outputs from inputs, and states that are kept from run to run.
 *
 * <p>A run reads the inputs and the states, computes the outputs and the new values of the states, and then replaces the states.
 *
 * @param inputs leaves given at each run
 * @param outputs expressions of inputs and states
 * @param states leaves that keep their value between runs
 * @param updates the new value of each state; the state itself where it stays
 */
public record Routine(List<Tensor> inputs, List<Tensor> outputs, List<Tensor> states, List<Tensor> updates) {

    public Routine {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        states = List.copyOf(states);
        updates = List.copyOf(updates);
        if (states.size() != updates.size()) {
            throw new IllegalArgumentException("routine: " + states.size() + " states, " + updates.size() + " updates");
        }
        for (int i = 0; i < states.size(); i++) {
            if (!states.get(i).tensorType().equals(updates.get(i).tensorType())) {
                throw new ShapeException("routine: state " + states.get(i) + " would become "
                        + updates.get(i).tensorType());
            }
        }
        Set<Tensor> known = new HashSet<>(inputs);
        known.addAll(states);
        for (Tensor leaf : Graph.inputs(roots(outputs, updates))) {
            if (!known.contains(leaf)) {
                throw new IllegalArgumentException(
                        "routine: the expressions use input \"" + leaf.op().name() + "\" " + leaf.tensorType()
                                + ", which is neither among the inputs nor among the states");
            }
        }
    }

    /** Outputs from inputs, with no states. */
    public static Routine of(List<Tensor> inputs, List<Tensor> outputs) {
        return new Routine(inputs, outputs, List.of(), List.of());
    }

    /** Refuses memory for what is no leaf of this routine, or of another shape or type. */
    public void requireMemory(Map<Tensor, Array> memory) {
        memory.forEach((leaf, array) -> {
            if (!inputs.contains(leaf) && !states.contains(leaf)) {
                throw new IllegalArgumentException(
                        "routine: memory is given for " + leaf + ", which is neither an input nor a state");
            }
            if (!array.shape().equals(leaf.shape()) || array.type() != leaf.type()) {
                throw new ShapeException("\"" + leaf.op().name() + "\": expected memory of " + leaf.tensorType()
                        + ", got " + array.type() + array.shape());
            }
        });
    }

    /** Outputs and updates. */
    public List<Tensor> roots() {
        return roots(outputs, updates);
    }

    private static List<Tensor> roots(List<Tensor> outputs, List<Tensor> updates) {
        List<Tensor> roots = new ArrayList<>(outputs);
        roots.addAll(updates);
        return roots;
    }

    /**
     * This routine for n of these at once: the leaves named get a leading axis, and so does every state that comes to depend on one of them, and every
     * output. What is not named is shared. An ensemble is the batch of a training step in its θ, its slots and its keys.
     *
     * <p>The routine's leaves are new where they have got an axis; inputs, outputs and states keep their order.
     *
     * @param n number of elements
     * @param mapped inputs and states of this routine
     */
    public Routine batch(int n, Collection<Tensor> mapped) {
        Map<Tensor, Tensor> many = new IdentityHashMap<>();
        for (Tensor leaf : mapped) {
            if (!inputs.contains(leaf) && !states.contains(leaf)) {
                throw new IllegalArgumentException(
                        "routine: " + leaf + " is to be mapped, but is neither an input nor a state");
            }
            many.put(leaf, batched(leaf, n));
        }
        boolean settled = false;
        while (!settled) {
            settled = true;
            for (int i = 0; i < states.size(); i++) {
                boolean depends = Graph.inputs(List.of(updates.get(i))).stream().anyMatch(many::containsKey);
                if (depends && !many.containsKey(states.get(i))) {
                    many.put(states.get(i), batched(states.get(i), n));
                    settled = false;
                }
            }
        }
        List<Tensor> expressions = new ArrayList<>(outputs);
        for (int i = 0; i < states.size(); i++) {
            if (many.containsKey(states.get(i))) {
                expressions.add(updates.get(i));
            }
        }
        List<Tensor> results = Batching.batch(expressions, many);
        List<Tensor> next = new ArrayList<>();
        int at = outputs.size();
        for (int i = 0; i < states.size(); i++) {
            next.add(many.containsKey(states.get(i)) ? results.get(at++) : updates.get(i));
        }
        return new Routine(
                inputs.stream().map(leaf -> many.getOrDefault(leaf, leaf)).toList(),
                results.subList(0, outputs.size()),
                states.stream().map(leaf -> many.getOrDefault(leaf, leaf)).toList(),
                next);
    }

    private static Tensor batched(Tensor leaf, int n) {
        return Tensor.input(
                leaf.op().name(), new TensorType(leaf.type(), leaf.shape().batch(n)));
    }
}
