package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The primitive behind {@link Loop}: a closed body and its count.
 *
 * <p>Operands: the initial states, then the elements with a leading axis of {@code count}, then what the body uses from outside, then the
 * {@linkplain #isLimited limit} if there is one. Since a node has one value, the result is a vector: the final states, flattened and joined, then the
 * outputs stacked over the steps, then the number of steps if the loop {@linkplain #stop ends early}; {@link #apply} takes it apart with slices, which
 * executors do not copy.
 *
 * <p>Steps that are not taken leave outputs of 0. Step t is at row t, or at row {@code steps − 1 − t} of a {@linkplain #reverse reversed} loop.
 */
public final class Scan implements Primitive {

    private final int count;
    private final boolean reverse;
    private final List<Tensor> carry;
    private final List<Tensor> rows;
    private final List<Tensor> captures;
    private final List<Tensor> nextCarry;
    private final List<Tensor> outputs;
    private final @Nullable Tensor stop;
    private final boolean limited;
    private final boolean mustEnd;
    private final int kept;
    private final DType type;

    /**
     * How a loop ends before its count: by a condition, at a number that an operand gives, or not at all.
     *
     * @param kept how many of the last outputs are states that were kept for a loop backwards
     */
    record End(@Nullable Tensor stop, @Nullable Tensor limit, boolean mustEnd, int kept) {
        static final End NONE = new End(null, null, false, 0);
    }

    Scan(
            int count,
            boolean reverse,
            List<Tensor> carry,
            List<Tensor> rows,
            List<Tensor> captures,
            List<Tensor> nextCarry,
            List<Tensor> outputs,
            @Nullable Tensor stop,
            boolean limited,
            boolean mustEnd,
            int kept) {
        this.count = count;
        this.reverse = reverse;
        this.carry = List.copyOf(carry);
        this.rows = List.copyOf(rows);
        this.captures = List.copyOf(captures);
        this.nextCarry = List.copyOf(nextCarry);
        this.outputs = List.copyOf(outputs);
        this.stop = stop;
        this.limited = limited;
        this.mustEnd = mustEnd;
        this.kept = kept;
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

    /** Number of steps, or a bound on it. */
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

    /** A scalar of the states before a step, and of what is captured; where it is not 0 the loop ends. Null where nothing ends it. */
    public @Nullable Tensor stop() {
        return stop;
    }

    /** Whether the last operand is the number of steps to take, at most {@link #count}. */
    public boolean isLimited() {
        return limited;
    }

    /** Whether it is an error if the loop has taken all its steps and {@link #stop} does not hold. */
    public boolean mustEnd() {
        return mustEnd;
    }

    /** The error of a loop that did not end. */
    public IllegalStateException boundReached() {
        return new IllegalStateException("loop: after " + count
                + " steps, its bound, the condition that ends it does not hold: raise the bound, or write it with upTo if"
                + " what it has reached is good enough");
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        int size = stop == null ? 0 : 1;
        for (Tensor state : carry) {
            size = Math.addExact(size, state.shape().size());
        }
        for (Tensor output : outputs) {
            size = Math.addExact(size, Math.multiplyExact(count, output.shape().size()));
        }
        return new TensorType(type, Shape.of(size));
    }

    /** The loop on these operands, its result taken apart. */
    Loop apply(List<Tensor> initial, List<Tensor> elements, List<Tensor> outside, @Nullable Tensor limit) {
        List<Tensor> operands = new ArrayList<>(initial);
        operands.addAll(elements);
        operands.addAll(outside);
        if (limit != null) {
            operands.add(limit);
        }
        return parts(Tensor.apply(this, operands), limit);
    }

    /** The final states and the stacked outputs of a vector laid out like the result. */
    private Loop parts(Tensor vector, @Nullable Tensor limit) {
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
        Tensor steps = stop != null
                ? vector.slice(0, at, at + 1).reshape(Shape.scalar())
                : limit != null ? limit : Tensor.constant(type, count);
        return new Loop(states, stacked, steps);
    }

    private List<Tensor> initial(Tensor y) {
        return y.operands().subList(0, carry.size());
    }

    private List<Tensor> elements(Tensor y) {
        return y.operands().subList(carry.size(), carry.size() + rows.size());
    }

    private List<Tensor> outside(Tensor y) {
        int from = carry.size() + rows.size();
        return y.operands().subList(from, from + captures.size());
    }

    private @Nullable Tensor limit(Tensor y) {
        return limited ? y.operand(y.operands().size() - 1) : null;
    }

    /** Fresh leaves of the types of the given ones. */
    private static List<Tensor> fresh(String name, List<Tensor> like) {
        return like.stream().map(leaf -> Tensor.input(name, leaf.tensorType())).toList();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        List<Tensor> keptOutputs = new ArrayList<>(outputs);
        keptOutputs.addAll(carry);
        Scan keeping = new Scan(
                count, reverse, carry, rows, captures, nextCarry, keptOutputs, stop, limited, mustEnd, carry.size());
        Loop forward = keeping.apply(initial(y), elements(y), outside(y), limit(y));
        List<Tensor> visited = forward.outputs().subList(outputs.size(), keptOutputs.size());
        Loop arriving = parts(cotangent, null);

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
        // as many steps as were taken, from the last of them to the first
        boolean early = stop != null || limited;
        Loop backward = Loop.close(
                count,
                !reverse,
                startBars,
                stacks,
                states,
                taken,
                new Loop.Step(opened.subList(0, next.size()), opened.subList(next.size(), opened.size())),
                early ? new End(null, forward.steps().stopGradient(), false, 0) : End.NONE);
        List<@Nullable Tensor> cotangents = new ArrayList<>(backward.carry().subList(0, carry.size()));
        cotangents.addAll(backward.outputs());
        cotangents.addAll(backward.carry().subList(carry.size(), states.size()));
        if (limited) {
            cotangents.add(null);
        }
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
        if (stop != null) {
            body.add(stop);
        }
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
        int ends = nextCarry.size() + resultDots.size();
        List<Tensor> next = new ArrayList<>(opened.subList(0, n));
        next.addAll(opened.subList(n, 2 * n));
        Loop loop = Loop.close(
                count,
                reverse,
                initial,
                elements,
                states,
                taken,
                new Loop.Step(next, opened.subList(2 * n, ends)),
                new End(stop == null ? null : opened.get(ends), limit(y), mustEnd, 0));
        List<Tensor> pieces = new ArrayList<>();
        for (Tensor state : loop.carry().subList(n, 2 * n)) {
            pieces.add(state.reshape(-1));
        }
        for (Tensor output : loop.outputs()) {
            pieces.add(output.reshape(-1));
        }
        if (stop != null) {
            pieces.add(Tensor.full(type, Shape.of(1), 0));
        }
        return Tensor.concat(0, pieces);
    }

    /**
     * {@inheritDoc} A loop over the states of all elements. One that ends early for each element at its own time ends with the last; an element that has
     * ended keeps its state and puts out zeros.
     */
    @Override
    public Tensor batch(Tensor y, Mapped x) {
        int n = x.count();
        boolean[] mapped = new boolean[carry.size()];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = x.isMapped(i);
        }
        while (true) {
            Batched body = new Batched(y, x, mapped);
            boolean apart = body.isApart();
            boolean settled = true;
            for (int i = 0; i < mapped.length; i++) {
                boolean becomes = apart || body.results.get(i) != null;
                settled &= mapped[i] || !becomes;
                mapped[i] |= becomes;
            }
            if (settled) {
                return body.close(n);
            }
        }
    }

    /** The body written for n elements, given which states have a value per element. */
    private final class Batched {

        private final Tensor y;
        private final Mapped x;
        private final boolean[] mapped;
        private final List<Tensor> states = new ArrayList<>();
        private final List<Tensor> taken = new ArrayList<>();
        private final Map<Tensor, Tensor> shared = new IdentityHashMap<>();
        private final List<@Nullable Tensor> results;

        Batched(Tensor y, Mapped x, boolean[] mapped) {
            this.y = y;
            this.x = x;
            this.mapped = mapped;
            Batcher inner = x.further();
            for (int i = 0; i < carry.size(); i++) {
                states.add(leaf(inner, "state", carry.get(i), mapped[i]));
            }
            for (int i = 0; i < rows.size(); i++) {
                taken.add(leaf(inner, "element", rows.get(i), x.isMapped(carry.size() + i)));
            }
            for (int i = 0; i < captures.size(); i++) {
                int operand = carry.size() + rows.size() + i;
                if (x.isMapped(operand)) {
                    inner.put(captures.get(i), x.get(operand));
                } else {
                    shared.put(captures.get(i), x.get(operand));
                }
            }
            this.results = inner.batch(body());
        }

        private Tensor leaf(Batcher inner, String name, Tensor one, boolean isMapped) {
            Tensor fresh = Tensor.input(
                    name, isMapped ? new TensorType(one.type(), one.shape().batch(x.count())) : one.tensorType());
            if (isMapped) {
                inner.put(one, fresh);
            } else {
                shared.put(one, fresh);
            }
            return fresh;
        }

        private List<Tensor> body() {
            List<Tensor> body = new ArrayList<>(nextCarry);
            body.addAll(outputs);
            if (stop != null) {
                body.add(stop);
            }
            return body;
        }

        /** Whether elements end at different times. */
        boolean isApart() {
            return stop != null && results.get(results.size() - 1) != null
                    || limited && x.isMapped(y.operands().size() - 1);
        }

        Tensor close(int n) {
            boolean apart = isApart();
            List<Tensor> ones = body();
            List<Tensor> found = new ArrayList<>();
            for (int i = 0; i < ones.size(); i++) {
                Tensor own = results.get(i);
                found.add(own == null ? ones.get(i) : own);
            }
            found = new ArrayList<>(Graph.substitute(found, shared));
            boolean[] varies = new boolean[ones.size()];
            for (int i = 0; i < varies.length; i++) {
                varies[i] = results.get(i) != null;
                if (!varies[i] && (i < carry.size() ? mapped[i] : apart && i < carry.size() + outputs.size())) {
                    found.set(i, x.spread(found.get(i)));
                    varies[i] = true;
                }
            }
            List<Tensor> initial = new ArrayList<>();
            for (int i = 0; i < carry.size(); i++) {
                initial.add(mapped[i] ? x.spread(i) : x.get(i));
            }
            List<Tensor> elements = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                int operand = carry.size() + i;
                elements.add(x.isMapped(operand) ? Mapped.move(x.get(operand), 1, 0) : x.get(operand));
            }
            Tensor limit = limited ? x.get(y.operands().size() - 1) : null;
            Tensor ends = stop == null ? null : found.get(found.size() - 1);
            if (apart) {
                Tensor active;
                if (limit != null) {
                    Tensor place = Tensor.input("element", new TensorType(limit.type(), Shape.scalar()));
                    taken.add(place);
                    elements.add(Tensor.range(limit.type(), count));
                    active = place.lessThan(limit);
                    limit = limit.max();
                } else {
                    active = Objects.requireNonNull(ends).reshape(n).equalTo(0);
                    ends = active.max().equalTo(0);
                    Tensor counter = Tensor.input("state", new TensorType(type, Shape.of(n)));
                    states.add(counter);
                    initial.add(counter.filled(0));
                    found.add(carry.size(), counter.plus(active.as(type)));
                }
                hold(active, found, n);
            }
            int first = states.size();
            Loop loop = Loop.close(
                    count,
                    reverse,
                    initial,
                    elements,
                    states,
                    taken,
                    new Loop.Step(found.subList(0, first), found.subList(first, first + outputs.size())),
                    new End(ends, limit, mustEnd, Scan.this.kept));
            List<Tensor> pieces = new ArrayList<>();
            for (int i = 0; i < carry.size(); i++) {
                Tensor state = loop.carry().get(i);
                pieces.add(mapped[i] ? state.reshape(n, -1) : spreadFlat(state, n));
            }
            for (int i = 0; i < outputs.size(); i++) {
                Tensor output = loop.outputs().get(i);
                boolean own = varies[carry.size() + i];
                pieces.add(own ? Mapped.move(output, 1, 0).reshape(n, -1) : spreadFlat(output, n));
            }
            if (stop != null) {
                pieces.add(apart ? loop.carry().get(carry.size()).reshape(n, 1) : spreadFlat(loop.steps(), n));
            }
            return Tensor.concat(1, pieces);
        }

        /** Elements that have ended keep their states and put out zeros, but where a state is kept: the body is to be defined there. */
        private void hold(Tensor active, List<Tensor> found, int n) {
            for (int i = 0; i < carry.size(); i++) {
                Tensor before = states.get(i);
                found.set(i, Tensor.select(along(active, before), found.get(i), before));
            }
            int from = states.size();
            for (int i = from; i < from + outputs.size() - Scan.this.kept; i++) {
                Tensor output = found.get(i);
                found.set(i, Tensor.select(along(active, output), output, output.filled(0)));
            }
        }

        private Tensor along(Tensor active, Tensor like) {
            int[] ones = new int[like.rank()];
            Arrays.fill(ones, 1);
            ones[0] = like.shape().extent(0);
            return active.as(like.type()).reshape(ones).broadcast(like.shape());
        }

        private Tensor spreadFlat(Tensor value, int n) {
            return value.reshape(1, -1).broadcast(n, value.shape().size());
        }
    }

    /** The same loop: equal count, direction, body and end. Bodies are compared by identity. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Scan that
                && count == that.count
                && reverse == that.reverse
                && limited == that.limited
                && mustEnd == that.mustEnd
                && kept == that.kept
                && stop == that.stop
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
