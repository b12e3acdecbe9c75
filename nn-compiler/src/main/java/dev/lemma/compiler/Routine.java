package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
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
}
