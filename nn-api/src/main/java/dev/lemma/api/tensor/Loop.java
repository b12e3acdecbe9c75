package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loop with carried state, compiled as one: with a fixed count, as {@code lax.scan} in JAX, or ended by a condition, as {@code lax.while_loop}.
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
 * <p>A loop that {@linkplain #until ends early} stops computing when its condition holds; its derivatives, of any order and in both modes, take as
 * many steps. Reverse mode keeps room for the states of as many steps as the bound allows.
 *
 * @param outputs the stacked outputs; 0 in the rows of steps that were not taken
 * @param steps the number of steps taken, a scalar
 */
public record Loop(List<Tensor> carry, List<Tensor> outputs, Tensor steps) {

    /**
     * What a step leaves.
     *
     * @param carry the states after the step, as many and of the types of those before it
     * @param outputs one row of each output
     */
    public record Step(List<Tensor> carry, List<Tensor> outputs) {}

    /** When a loop ends. */
    @FunctionalInterface
    public interface Condition {
        /** A scalar of the states before a step; where it is not 0 there is no further step. */
        Tensor holds(List<Tensor> carry);
    }

    /** One step of a loop, written once on symbolic states and elements. */
    @FunctionalInterface
    public interface Body {
        /** The states after the step, as many and of the types of {@code carry}, and what it puts out. */
        Step step(List<Tensor> carry, List<Tensor> elements);
    }

    /** The loop over {@code count} steps from the initial states; every element has {@code count} rows. */
    public static Loop of(int count, List<Tensor> initial, List<Tensor> elements, Body body) {
        return of(count, initial, elements, null, false, body);
    }

    /**
     * Steps until the condition holds for the states, which is asked before each, the first included. It has to hold after {@code bound} steps at the
     * latest: a run in which it does not throws an {@link IllegalStateException}.
     *
     * @param elements each has {@code bound} rows
     */
    public static Loop until(int bound, List<Tensor> initial, List<Tensor> elements, Condition condition, Body body) {
        return of(bound, initial, elements, condition, true, body);
    }

    /** Steps until the condition holds for the states, or {@code bound} of them. */
    public static Loop upTo(int bound, List<Tensor> initial, List<Tensor> elements, Condition condition, Body body) {
        return of(bound, initial, elements, condition, false, body);
    }

    private static Loop of(
            int count,
            List<Tensor> initial,
            List<Tensor> elements,
            @Nullable Condition condition,
            boolean mustEnd,
            Body body) {
        if (count < 0) {
            throw new ShapeException("loop: expected at least 0 steps, got " + count);
        }
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
        Tensor stop = condition == null ? null : condition.holds(Collections.unmodifiableList(carry));
        if (stop != null && stop.shape().size() != 1) {
            throw new ShapeException("loop: the condition to end must be one number, got " + stop.tensorType());
        }
        return close(count, false, initial, elements, carry, rows, step, new Scan.End(stop, null, mustEnd, 0));
    }

    /** Finds what the body uses from outside, and applies the primitive. */
    static Loop close(
            int count,
            boolean reverse,
            List<Tensor> initial,
            List<Tensor> elements,
            List<Tensor> carry,
            List<Tensor> rows,
            Step step,
            Scan.End end) {
        List<Tensor> results = new ArrayList<>(step.carry());
        results.addAll(step.outputs());
        if (end.stop() != null) {
            results.add(end.stop());
        }
        int ends = step.carry().size() + step.outputs().size();
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
                closed.subList(carry.size(), ends),
                end.stop() == null ? null : closed.get(ends),
                end.limit() != null,
                end.mustEnd(),
                end.kept());
        return scan.apply(initial, elements, outside, end.limit());
    }
}
