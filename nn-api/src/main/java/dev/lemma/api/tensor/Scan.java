package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The primitive behind {@link Loop}: a closed body and its count.
 *
 * <p>Operands: the initial states, then the elements with a leading axis of {@code count}, then what the body uses from outside. Since a node has one
 * value, the result is a vector: the final states, flattened and joined, then the outputs stacked over the steps; {@link #apply(List, List, List)} takes it
 * apart with slices, which executors do not copy.
 */
public final class Scan implements Primitive {

    private final int count;
    private final boolean reverse;
    private final List<Tensor> carry;
    private final List<Tensor> rows;
    private final List<Tensor> captures;
    private final List<Tensor> nextCarry;
    private final List<Tensor> outputs;
    private final DType type;

    Scan(
            int count,
            boolean reverse,
            List<Tensor> carry,
            List<Tensor> rows,
            List<Tensor> captures,
            List<Tensor> nextCarry,
            List<Tensor> outputs) {
        this.count = count;
        this.reverse = reverse;
        this.carry = List.copyOf(carry);
        this.rows = List.copyOf(rows);
        this.captures = List.copyOf(captures);
        this.nextCarry = List.copyOf(nextCarry);
        this.outputs = List.copyOf(outputs);
        List<Tensor> typed = new ArrayList<>(carry);
        typed.addAll(outputs);
        if (typed.isEmpty()) {
            throw new ShapeException("loop: expected at least one state or output");
        }
        this.type = typed.get(0).type();
        for (Tensor value : typed) {
            if (value.type() != type) {
                throw new ShapeException(
                        "loop: states and outputs have types " + type + " and " + value.type() + ": cast one of them");
            }
        }
    }

    /** Number of steps. */
    public int count() {
        return count;
    }

    /** Whether elements are taken and outputs written from the last row to the first. */
    public boolean reverse() {
        return reverse;
    }

    /** The body's leaves for the states before a step. */
    public List<Tensor> carry() {
        return carry;
    }

    /** The body's leaves for the rows of the elements. */
    public List<Tensor> rows() {
        return rows;
    }

    /** The body's leaves for what it uses from outside. */
    public List<Tensor> captures() {
        return captures;
    }

    /** The states after a step. */
    public List<Tensor> nextCarry() {
        return nextCarry;
    }

    /** What a step puts out. */
    public List<Tensor> outputs() {
        return outputs;
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        int size = 0;
        for (Tensor state : carry) {
            size = Math.addExact(size, state.shape().size());
        }
        for (Tensor output : outputs) {
            size = Math.addExact(size, Math.multiplyExact(count, output.shape().size()));
        }
        return new TensorType(type, Shape.of(size));
    }

    /** The loop on these operands, its result taken apart. */
    Loop apply(List<Tensor> initial, List<Tensor> elements, List<Tensor> outside) {
        List<Tensor> operands = new ArrayList<>(initial);
        operands.addAll(elements);
        operands.addAll(outside);
        return parts(Tensor.apply(this, operands));
    }

    /** The final states and the stacked outputs of a vector laid out like the result. */
    private Loop parts(Tensor vector) {
        int at = 0;
        List<Tensor> states = new ArrayList<>();
        for (Tensor state : carry) {
            states.add(vector.slice(0, at, at + state.shape().size()).reshape(state.shape()));
            at += state.shape().size();
        }
        List<Tensor> stacked = new ArrayList<>();
        for (Tensor output : outputs) {
            int size = count * output.shape().size();
            stacked.add(vector.slice(0, at, at + size).reshape(output.shape().batch(count)));
            at += size;
        }
        return new Loop(states, stacked);
    }

    private List<Tensor> initial(Tensor y) {
        return y.operands().subList(0, carry.size());
    }

    private List<Tensor> elements(Tensor y) {
        return y.operands().subList(carry.size(), carry.size() + rows.size());
    }

    private List<Tensor> outside(Tensor y) {
        return y.operands().subList(carry.size() + rows.size(), y.operands().size());
    }

    /** Fresh leaves of the types of the given ones. */
    private static List<Tensor> fresh(String name, List<Tensor> like) {
        return like.stream().map(leaf -> Tensor.input(name, leaf.tensorType())).toList();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        List<Tensor> keptOutputs = new ArrayList<>(outputs);
        keptOutputs.addAll(carry);
        Scan keeping = new Scan(count, reverse, carry, rows, captures, nextCarry, keptOutputs);
        Loop forward = keeping.apply(initial(y), elements(y), outside(y));
        List<Tensor> visited = forward.outputs().subList(outputs.size(), keptOutputs.size());
        Loop arriving = parts(cotangent);

        List<Tensor> carryBar = fresh("state-cotangent", carry);
        List<Tensor> captureBar = fresh("captured-cotangent", captures);
        List<Tensor> outputBar = fresh("output-cotangent", outputs);
        List<Tensor> variables = new ArrayList<>(carry);
        variables.addAll(rows);
        variables.addAll(captures);
        List<Tensor> results = new ArrayList<>(nextCarry);
        results.addAll(outputs);
        List<Tensor> resultBars = new ArrayList<>(carryBar);
        resultBars.addAll(outputBar);
        List<Tensor> bars = Derivatives.vjp(results, variables, resultBars);

        List<Tensor> states = new ArrayList<>(carryBar);
        states.addAll(captureBar);
        List<Tensor> taken = new ArrayList<>(carry);
        taken.addAll(rows);
        taken.addAll(outputBar);
        List<Tensor> next = new ArrayList<>(bars.subList(0, carry.size()));
        for (int i = 0; i < captures.size(); i++) {
            next.add(captureBar.get(i).plus(bars.get(carry.size() + rows.size() + i)));
        }
        List<Tensor> rowBars = bars.subList(carry.size(), carry.size() + rows.size());

        List<Tensor> startBars = new ArrayList<>(arriving.carry());
        for (Tensor capture : captures) {
            startBars.add(capture.filled(0));
        }
        List<Tensor> stacks = new ArrayList<>(visited);
        stacks.addAll(elements(y));
        stacks.addAll(arriving.outputs());
        Map<Tensor, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < captures.size(); i++) {
            bound.put(captures.get(i), outside(y).get(i));
        }
        List<Tensor> body = new ArrayList<>(next);
        body.addAll(rowBars);
        List<Tensor> opened = Graph.substitute(body, bound);
        Loop backward = Loop.close(
                count,
                !reverse,
                startBars,
                stacks,
                states,
                taken,
                new Loop.Step(opened.subList(0, next.size()), opened.subList(next.size(), opened.size())));
        List<@Nullable Tensor> cotangents = new ArrayList<>(backward.carry().subList(0, carry.size()));
        cotangents.addAll(backward.outputs());
        cotangents.addAll(backward.carry().subList(carry.size(), states.size()));
        return cotangents;
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        List<Tensor> carryDot = fresh("state-tangent", carry);
        List<Tensor> rowDot = fresh("element-tangent", rows);
        List<Tensor> captureDot = fresh("captured-tangent", captures);
        List<Tensor> variables = new ArrayList<>(carry);
        variables.addAll(rows);
        variables.addAll(captures);
        List<Tensor> dots = new ArrayList<>(carryDot);
        dots.addAll(rowDot);
        dots.addAll(captureDot);
        List<Tensor> results = new ArrayList<>(nextCarry);
        results.addAll(outputs);
        List<Tensor> resultDots = Derivatives.jvp(results, variables, dots);

        List<Tensor> tangentOf = new ArrayList<>();
        for (int i = 0; i < tangents.size(); i++) {
            Tensor tangent = tangents.get(i);
            tangentOf.add(tangent == null ? y.operand(i).filled(0) : tangent);
        }
        Map<Tensor, Tensor> bound = new IdentityHashMap<>();
        for (int i = 0; i < captures.size(); i++) {
            bound.put(captures.get(i), outside(y).get(i));
            bound.put(captureDot.get(i), tangentOf.get(carry.size() + rows.size() + i));
        }
        List<Tensor> body = new ArrayList<>(nextCarry);
        body.addAll(resultDots);
        List<Tensor> opened = Graph.substitute(body, bound);
        List<Tensor> states = new ArrayList<>(carry);
        states.addAll(carryDot);
        List<Tensor> taken = new ArrayList<>(rows);
        taken.addAll(rowDot);
        List<Tensor> initial = new ArrayList<>(initial(y));
        initial.addAll(tangentOf.subList(0, carry.size()));
        List<Tensor> elements = new ArrayList<>(elements(y));
        elements.addAll(tangentOf.subList(carry.size(), carry.size() + rows.size()));
        int n = carry.size();
        List<Tensor> next = new ArrayList<>(opened.subList(0, n));
        next.addAll(opened.subList(n, 2 * n));
        Loop loop = Loop.close(
                count,
                reverse,
                initial,
                elements,
                states,
                taken,
                new Loop.Step(next, opened.subList(2 * n, opened.size())));
        List<Tensor> pieces = new ArrayList<>();
        for (Tensor state : loop.carry().subList(n, 2 * n)) {
            pieces.add(state.reshape(-1));
        }
        for (Tensor output : loop.outputs()) {
            pieces.add(output.reshape(-1));
        }
        return Tensor.concat(0, pieces);
    }

    /** The same loop: equal count, direction and body. Bodies are compared by identity. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Scan that
                && count == that.count
                && reverse == that.reverse
                && carry.equals(that.carry)
                && rows.equals(that.rows)
                && captures.equals(that.captures)
                && nextCarry.equals(that.nextCarry)
                && outputs.equals(that.outputs);
    }

    @Override
    public int hashCode() {
        return Arrays.asList(count, reverse, nextCarry, outputs).hashCode();
    }
}
