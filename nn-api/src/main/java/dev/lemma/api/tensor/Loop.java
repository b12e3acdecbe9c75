package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loop with carried state and a fixed count, compiled as one: what {@code lax.scan} is in JAX.
 *
 * <pre>{@code
 * (cₜ₊₁, yₜ) = step(cₜ, xₜ),  t = 0 … n − 1
 * }</pre>
 *
 * <p>Elements {@code xₜ} are the rows of tensors along their first axis; outputs {@code yₜ} are stacked along a new first axis. What the body uses from
 * outside is computed once, before the loop. Derivatives of any order go through it: reverse mode stores the carried states and runs
 * the loop backwards. All carried states, elements and outputs have one number type.
 *
 * @param carry the states after the last step
 * @param outputs the stacked outputs
 */
public record Loop(List<Tensor> carry, List<Tensor> outputs) {

    /**
     * What a step leaves.
     *
     * @param carry the states after the step, as many and of the types of those before it
     * @param outputs one row of each output
     */
    public record Step(List<Tensor> carry, List<Tensor> outputs) {}

    /** One step of a loop, written once on symbolic states and elements. */
    @FunctionalInterface
    public interface Body {
        /** The states after the step, as many and of the types of {@code carry}, and what it puts out. */
        Step step(List<Tensor> carry, List<Tensor> elements);
    }

    /** The loop over {@code count} steps from the initial states; every element has {@code count} rows. */
    public static Loop of(int count, List<Tensor> initial, List<Tensor> elements, Body body) {
        List<Tensor> carry = new ArrayList<>();
        List<Tensor> rows = new ArrayList<>();
        for (Tensor state : initial) {
            carry.add(Tensor.input("state", state.tensorType()));
        }
        for (Tensor element : elements) {
            if (element.rank() == 0 || element.shape().extent(0) != count) {
                throw new ShapeException(
                        "loop: element " + element.shape() + " must have " + count + " rows, one per step");
            }
            rows.add(Tensor.input(
                    "element", new TensorType(element.type(), element.shape().without(0))));
        }
        Step step = body.step(Collections.unmodifiableList(carry), Collections.unmodifiableList(rows));
        for (int i = 0; i < initial.size(); i++) {
            if (step.carry().size() != initial.size()
                    || !step.carry().get(i).tensorType().equals(initial.get(i).tensorType())) {
                throw new ShapeException(
                        "loop: the step must leave " + initial.size() + " states of the types it got; state " + i
                                + " was " + initial.get(i).tensorType()
                                + (i < step.carry().size()
                                        ? ", became " + step.carry().get(i).tensorType()
                                        : ", is missing"));
            }
        }
        return close(count, false, initial, elements, carry, rows, step);
    }

    /** Finds what the body uses from outside, and applies the primitive. */
    static Loop close(
            int count,
            boolean reverse,
            List<Tensor> initial,
            List<Tensor> elements,
            List<Tensor> carry,
            List<Tensor> rows,
            Step step) {
        List<Tensor> results = new ArrayList<>(step.carry());
        results.addAll(step.outputs());
        Set<Tensor> own = Graph.identitySet(carry);
        own.addAll(rows);
        Map<Tensor, Tensor> captured = new IdentityHashMap<>();
        List<Tensor> outside = new ArrayList<>();
        List<Tensor> captures = new ArrayList<>();
        Set<Tensor> inside = Graph.identitySet(own);
        List<Tensor> order = Graph.order(results);
        for (Tensor node : order) {
            if (node.operands().stream().anyMatch(inside::contains)) {
                inside.add(node);
            }
        }
        List<Tensor> used = new ArrayList<>(results);
        for (Tensor node : order) {
            if (inside.contains(node)) {
                used.addAll(node.operands());
            }
        }
        for (Tensor node : used) {
            if (!inside.contains(node) && node.constantValue().isEmpty() && !captured.containsKey(node)) {
                Tensor capture = Tensor.input("captured", node.tensorType());
                captured.put(node, capture);
                outside.add(node);
                captures.add(capture);
            }
        }
        List<Tensor> closed = Graph.substitute(results, captured);
        Scan scan = new Scan(
                count,
                reverse,
                List.copyOf(carry),
                List.copyOf(rows),
                captures,
                closed.subList(0, carry.size()),
                closed.subList(carry.size(), closed.size()));
        return scan.apply(initial, elements, outside);
    }
}
