package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled programs of one equation for states of one shape and type, with the arrays that they share. For one thread at a time.
 *
 * <p>A clock is what has a time and a step of its own: the whole state, or each sample. The numbers of an attempt live in arrays that the loop in {@link
 * Integration} reads and writes in place.
 */
final class Workspace {

    private final Equation equation;
    private final Settings settings;
    private final TensorType state;
    private final int clocks;
    private final boolean clockPerSample;
    private final boolean reusesSlope;

    private final Tensor t;
    private final Tensor y;
    private final Tensor h;
    private final Tensor s;
    private final Tensor slope;
    private final Tensor theta;
    private final Map<Tensor, Array> memory = new LinkedHashMap<>();

    final Array yArray;
    private final Array slopeArray;
    private final Array tArray;
    private final Array hArray;
    private final Array sArray;
    private final Array thetaArray;
    private final Array errorArray;
    private final Array eventArray;
    private final Array outArray;

    private @Nullable Execution attempt;
    private @Nullable Execution slopes;
    private @Nullable Execution eventValues;
    private @Nullable Execution trial;
    private @Nullable Execution dense;
    private @Nullable Sweep sweep;

    Workspace(Equation equation, Settings settings, TensorType state, TensorType parameters) {
        this.equation = equation;
        this.settings = settings;
        this.state = state;
        this.clockPerSample = settings.perSample() && !settings.fixed();
        this.clocks = clockPerSample ? state.shape().extent(0) : 1;
        Shape clock = Shape.scalar();
        if (clockPerSample) {
            int[] extents = new int[state.shape().rank()];
            java.util.Arrays.fill(extents, 1);
            extents[0] = clocks;
            clock = Shape.of(extents);
        }
        TensorType times = new TensorType(state.type(), clock);
        t = Tensor.input("t", times);
        y = Tensor.input("y", state);
        h = Tensor.input("h", times);
        s = Tensor.input("s", times);
        slope = Tensor.input("slope", state);
        theta = Tensor.input("theta", parameters);
        tArray = array(t);
        yArray = array(y);
        hArray = array(h);
        sArray = array(s);
        slopeArray = array(slope);
        thetaArray = array(theta);
        errorArray = Array.zeros(state.type(), clock);
        eventArray = Array.zeros(state.type(), Shape.of(settings.events().size()));
        outArray = Array.zeros(state.type(), state.shape());
        Tensor at = field().at(t, y);
        if (!at.tensorType().equals(state)) {
            throw new ShapeException(
                    "ode: the field gives " + at.tensorType() + " at a state " + state + ": expected the same");
        }
        reusesSlope = step(slope).slope().isPresent();
    }

    private Array array(Tensor leaf) {
        Array array = Array.zeros(leaf.type(), leaf.shape());
        memory.put(leaf, array);
        return array;
    }

    int clocks() {
        return clocks;
    }

    DType type() {
        return state.type();
    }

    TensorType state() {
        return state;
    }

    boolean reusesSlope() {
        return reusesSlope;
    }

    Tensor t() {
        return t;
    }

    Tensor y() {
        return y;
    }

    Tensor h() {
        return h;
    }

    Tensor s() {
        return s;
    }

    Tensor theta() {
        return theta;
    }

    VectorField field() {
        return equation.field().with(theta);
    }

    private Step step(Tensor first) {
        return settings.solver().step(field(), t, y, h, first);
    }

    /** One step that computes its first slope itself. */
    Step whole() {
        return step(field().at(t, y));
    }

    /** Opens a program on the shared arrays; leaves that are not among them are given. */
    Execution open(List<Tensor> outputs, Map<Tensor, Array> more, List<Tensor> states, List<Tensor> updates) {
        List<Tensor> inputs = new ArrayList<>(memory.keySet());
        inputs.removeAll(states);
        for (Tensor leaf : more.keySet()) {
            if (!states.contains(leaf)) {
                inputs.add(leaf);
            }
        }
        Routine routine = new Routine(inputs, outputs, states, updates);
        Map<Tensor, Array> all = new LinkedHashMap<>(memory);
        all.putAll(more);
        return Fused.executor().open(routine, all);
    }

    // ------------------------------------------------------------------ numbers

    void parameters(Array values) {
        System.arraycopy(
                values.storage(), 0, thetaArray.storage(), 0, values.shape().size());
    }

    void time(int clock, double value) {
        set(tArray, clock, value);
    }

    void length(int clock, double value) {
        set(hArray, clock, value);
    }

    void fraction(int clock, double value) {
        set(sArray, clock, value);
    }

    double error(int clock) {
        return errorArray.get(clock);
    }

    double event(int i) {
        return eventArray.get(i);
    }

    Array out() {
        return outArray;
    }

    static void set(Array array, int place, double value) {
        if (array.storage() instanceof float[] f) {
            f[place] = (float) value;
        } else {
            ((double[]) array.storage())[place] = value;
        }
    }

    static void copy(Array from, Array to) {
        System.arraycopy(from.storage(), 0, to.storage(), 0, to.shape().size());
    }

    // ------------------------------------------------------------------ programs

    private Tensor norm(Tensor error, Tensor next, Tolerance tolerance) {
        Tensor scale = y.abs().maximum(next.abs()).times(tolerance.relative()).plus(tolerance.absolute());
        Tensor squares = error.dividedBy(scale).square();
        if (!clockPerSample) {
            return squares.mean().sqrt();
        }
        int rank = state.shape().rank();
        if (rank == 1) {
            return squares.sqrt();
        }
        int[] axes = new int[rank - 1];
        for (int i = 1; i < rank; i++) {
            axes[i - 1] = i;
        }
        return squares.mean(axes).sqrt().reshape(t.shape());
    }

    private static Tensor finite(Tensor x) {
        return x.abs()
                .atMost(x.type() == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE)
                .min();
    }

    /**
     * An attempt of a step of the lengths that stand in h. Where it is accepted, y and the slope are those after it; the error of each clock says so: at most
     * 1. With steps of given length every attempt is accepted, and the error is 2 where y is no longer finite.
     */
    void attempt() {
        if (attempt == null) {
            Step step = reusesSlope ? step(slope) : whole();
            Tensor error = Tensor.input("error", new TensorType(state.type(), t.shape()));
            List<Tensor> states = new ArrayList<>(List.of(y, error));
            List<Tensor> updates = new ArrayList<>();
            Tensor accepted = null;
            if (settings.fixed()) {
                updates.add(step.next());
                updates.add(finite(step.next()).times(-2).plus(2));
            } else {
                Tolerance tolerance = settings.solver().tolerance().orElseThrow();
                Tensor size = step.error()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "ode: " + settings.solver() + " has a tolerance but its step has no error estimate"))
                        .size(e -> norm(e, step.next(), tolerance));
                accepted = size.atMost(1);
                updates.add(Tensor.select(accepted, step.next(), y));
                updates.add(size);
            }
            if (reusesSlope) {
                Tensor after = step.slope().orElseThrow();
                states.add(slope);
                updates.add(accepted == null ? after : Tensor.select(accepted, after, slope));
            }
            Map<Tensor, Array> more = new LinkedHashMap<>(Map.of(error, errorArray));
            events(t.plus(h), step.next(), states, updates, more);
            attempt = open(List.of(), more, states, updates);
        }
        attempt.run();
    }

    private void events(Tensor time, Tensor at, List<Tensor> states, List<Tensor> updates, Map<Tensor, Array> more) {
        if (settings.events().isEmpty()) {
            return;
        }
        List<Tensor> values = new ArrayList<>();
        for (Event event : settings.events()) {
            Tensor value = event.function().at(time, at);
            if (value.shape().size() != 1) {
                throw new ShapeException("event: expected a scalar, got " + value.shape()
                        + ": reduce it, for instance with sum() or min()");
            }
            values.add(value.reshape(1));
        }
        Tensor held = Tensor.input("events", state.type(), values.size());
        states.add(held);
        updates.add(Tensor.concat(0, values));
        more.put(held, eventArray);
    }

    /** Puts f(t, y) into the slope. */
    void slope() {
        if (slopes == null) {
            slopes = open(List.of(), Map.of(), List.of(slope), List.of(field().at(t, y)));
        }
        slopes.run();
    }

    Array slopeArray() {
        return slopeArray;
    }

    /** Computes the events at (t, y). */
    void events() {
        if (eventValues == null) {
            List<Tensor> states = new ArrayList<>();
            List<Tensor> updates = new ArrayList<>();
            Map<Tensor, Array> more = new LinkedHashMap<>();
            events(t, y, states, updates, more);
            eventValues = open(List.of(), more, states, updates);
        }
        eventValues.run();
    }

    /** Puts the state after a step from (t, y) into out, and the events there beside it; y stays. */
    void trial() {
        if (trial == null) {
            Tensor out = Tensor.input("out", state);
            Step step = whole();
            List<Tensor> states = new ArrayList<>(List.of(out));
            List<Tensor> updates = new ArrayList<>(List.of(step.next()));
            Map<Tensor, Array> more = new LinkedHashMap<>(Map.of(out, outArray));
            events(t.plus(h), step.next(), states, updates, more);
            trial = open(List.of(), more, states, updates);
        }
        trial.run();
    }

    /** The programs of derivatives. */
    Sweep sweep() {
        if (sweep == null) {
            sweep = new Sweep(this);
        }
        return sweep;
    }

    /** Puts the solution within the step from (t, y), at its fraction s, into out. */
    void dense() {
        if (dense == null) {
            Tensor out = Tensor.input("out", state);
            dense = open(
                    List.of(),
                    Map.of(out, outArray),
                    List.of(out),
                    List.of(whole().dense().at(s)));
        }
        dense.run();
    }
}
