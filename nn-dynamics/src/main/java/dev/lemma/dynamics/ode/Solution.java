package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A solution of a differential equation, from its start to where the integration ended. Immutable.
 *
 * <p>It holds the times and lengths of the steps and the states between them; what lies within a step is computed when it is asked for, by the step's stages made anew.
 */
public final class Solution {

    private final Programs programs;
    private final Array theta;
    private final double from;
    private final double to;
    private final Path path;
    private final Statistics statistics;
    private final Result result;
    private final List<Event.Passage> passages;
    private final List<Array> passageStates;
    private final Array start;
    private final Array last;

    Solution(
            Programs programs,
            Array theta,
            double from,
            double to,
            Integration integration,
            Result result,
            Array start,
            Array last) {
        this.programs = programs;
        this.theta = theta;
        this.from = from;
        this.to = to;
        this.path = integration.path();
        this.statistics = integration.statistics();
        this.result = result;
        this.passages = List.copyOf(integration.passages());
        this.passageStates = List.copyOf(integration.passageStates());
        this.start = start;
        this.last = last;
    }

    /** How the integration ended. */
    public Result result() {
        return result;
    }

    /** What it has cost. */
    public Statistics stats() {
        return statistics;
    }

    /**
     * This solution, if it reached its end.
     *
     * @throws IllegalStateException with what happened, if it did not
     */
    public Solution orThrow() {
        if (!result.successful()) {
            throw new IllegalStateException(result.message());
        }
        return this;
    }

    /** The state where the integration ended: a copy. */
    public INDArray last() {
        return last.toINDArray();
    }

    /** The state where the integration ended: not to be written to. */
    public Array lastArray() {
        return last;
    }

    /** The times of the states {@link #ys}, from the start to where the integration ended: those between steps; start and end only, where samples have steps of their own. */
    public double[] ts() {
        if (path.clocks() > 1 || path.stride() > 1 || path.steps() == 0) {
            return path.steps() == 0 ? new double[] {from} : new double[] {from, result.time()};
        }
        double[] times = new double[path.steps() + 1];
        for (int i = 0; i < path.steps(); i++) {
            times[i] = path.time(i, 0);
        }
        times[path.steps()] = result.time();
        return times;
    }

    /** The states at the times {@link #ts}, along a new first axis: a copy. */
    public INDArray ys() {
        return ysArray().toINDArray();
    }

    /** The states at the times {@link #ts}, along a new first axis: a copy. */
    public Array ysArray() {
        int count = ts().length;
        Array all = Array.zeros(start.type(), start.shape().batch(count));
        int size = start.shape().size();
        Array state = Array.zeros(start.type(), start.shape());
        for (int i = 0; i < count; i++) {
            if (i == 0) {
                Workspace.copy(start, state);
            } else if (i == count - 1) {
                Workspace.copy(last, state);
            } else {
                path.state(i, state);
            }
            System.arraycopy(state.storage(), 0, all.storage(), i * size, size);
        }
        return all;
    }

    /** The passages of events, in the order of the integration. */
    public List<Event.Passage> events() {
        return passages;
    }

    /** The state at a passage, counted from 0 as in {@link #events}: a copy. */
    public INDArray eventState(int passage) {
        return passageStates.get(passage).toINDArray();
    }

    /** The state at a passage, counted from 0 as in {@link #events}: not to be written to. */
    public Array eventStateArray(int passage) {
        return passageStates.get(passage);
    }

    /**
     * {@code y(t)}, by the dense output of the solver.
     *
     * @throws IllegalArgumentException if t lies outside of what was integrated
     */
    public INDArray at(double t) {
        return atArray(t).toINDArray();
    }

    /** {@code y(t)}, by the dense output of the solver. */
    public Array atArray(double t) {
        return atArray(new double[] {t}).reshape(start.shape());
    }

    /** The states at several times, along a new first axis. */
    public INDArray at(double... ts) {
        return atArray(ts).toINDArray();
    }

    /** The states at several times, along a new first axis. */
    public Array atArray(double... ts) {
        Workspace work = programs.take(start, theta);
        try {
            work.parameters(theta);
            return atWith(work, ts);
        } finally {
            programs.give(work);
        }
    }

    private Array atWith(Workspace work, double[] ts) {
        int size = start.shape().size();
        Array all = Array.zeros(start.type(), start.shape().batch(ts.length));
        for (int i = 0; i < ts.length; i++) {
            Array state = within(work, ts[i]);
            System.arraycopy(state.storage(), 0, all.storage(), i * size, size);
        }
        return all;
    }

    private Array within(Workspace work, double t) {
        boolean forwards = to >= from;
        double end = result.time();
        if (!(forwards ? t >= from && t <= end : t <= from && t >= end)) {
            throw new IllegalArgumentException("at: the solution goes from t = " + from + " to " + end + ", got " + t);
        }
        if (t == from) {
            return start;
        }
        if (t == end && (path.clocks() == 1 || result.status() == Status.COMPLETE)) {
            return last;
        }
        for (int clock = 0; clock < path.clocks(); clock++) {
            int step = path.stepAt(t, clock, forwards);
            if (path.clocks() == 1) {
                restore(work, step);
            } else {
                path.sample(step, clock, work.yArray);
            }
            double begin = path.time(step, clock);
            double length = path.length(step, clock);
            work.time(clock, begin);
            work.length(clock, length);
            work.fraction(clock, (t - begin) / length);
        }
        work.dense();
        return work.out();
    }

    /** Puts the state before a step into y, making again what was not kept. */
    private void restore(Workspace work, int step) {
        int kept = step - step % path.stride();
        path.state(kept, work.yArray);
        for (int i = kept; i < step; i++) {
            work.time(0, path.time(i, 0));
            work.length(0, path.length(i, 0));
            work.trial();
            Workspace.copy(work.out(), work.yArray);
        }
    }

    Array startArray() {
        return start;
    }

    // ------------------------------------------------------------------ derivatives

    /** Derivatives of a number with respect to what this solution follows from, given those with respect to its last state. */
    public Gradient pullback(INDArray cotangent) {
        return pullback(Array.of(cotangent));
    }

    /**
     * Derivatives of a number with respect to what this solution follows from, given those with respect to its last state: reverse mode through the steps that were
     * taken, their lengths being held. Where an event ended the integration, its time counts as given.
     *
     * @param cotangent in the shape of the state
     * @throws IllegalStateException if the solution did not reach its end
     */
    public Gradient pullback(Array cotangent) {
        requireLike("pullback", cotangent, start);
        return pullback(
                new double[] {result.time()}, cotangent.reshape(start.shape().batch(1)));
    }

    /**
     * The same, given derivatives with respect to the states at some times.
     *
     * @param ts times within the solution
     * @param cotangents one state for each time, along a first axis
     */
    public Gradient pullback(double[] ts, Array cotangents) {
        requireLike(
                "pullback",
                cotangents.reshape(cotangents.shape()),
                Array.zeros(start.type(), start.shape().batch(ts.length)));
        orThrow();
        Array bars = cotangents.as(start.type());
        Workspace work = programs.take(start, theta);
        try {
            work.parameters(theta);
            Sweep sweep = work.sweep();
            sweep.clear();
            Split split = split(ts);
            addRows(bars, split.atEnd(), sweep.yBar());
            Pullback pullback = new Pullback(work, path, programs.settings().snapshots(), split.times(), to >= from);
            double[] ends = pullback.run(rows(bars, split.inside()), from, result.time());
            addRows(bars, split.atStart(), sweep.yBar());
            return new Gradient(Sweep.copy(sweep.yBar()), Sweep.copy(sweep.thetaBar()), ends[0], ends[1]);
        } finally {
            programs.give(work);
        }
    }

    /** Times by their place: at the start, inside, at the end. */
    private record Split(int[] atStart, int[] inside, int[] atEnd, double[] times) {}

    private Split split(double[] ts) {
        boolean forwards = to >= from;
        double end = result.time();
        for (double t : ts) {
            if (!(forwards ? t >= from && t <= end : t <= from && t >= end)) {
                throw new IllegalArgumentException(
                        "pullback: the solution goes from t = " + from + " to " + end + ", got " + t);
            }
        }
        int[] inside = IntStream.range(0, ts.length)
                .filter(i -> ts[i] != from && ts[i] != end)
                .toArray();
        return new Split(
                IntStream.range(0, ts.length).filter(i -> ts[i] == from).toArray(),
                inside,
                IntStream.range(0, ts.length)
                        .filter(i -> ts[i] == end && ts[i] != from)
                        .toArray(),
                IntStream.of(inside).mapToDouble(i -> ts[i]).toArray());
    }

    private Array rows(Array stacked, int[] chosen) {
        return stacked.rows(chosen);
    }

    private static void addRows(Array stacked, int[] chosen, Array to) {
        int size = to.shape().size();
        for (int row : chosen) {
            for (int k = 0; k < size; k++) {
                Workspace.set(to, k, to.get(k) + stacked.get(row * size + k));
            }
        }
    }

    /** The Hessian of a function of the states at some times, of the last one where there are none, times a direction. */
    Cost.HessianVector second(double[] ts, Array startDirection, Array thetaDirection, Program product) {
        requireLike("hessian-vector product: direction of the start", startDirection, start);
        requireLike("hessian-vector product: direction of the parameters", thetaDirection, theta);
        if (path.clocks() > 1 || path.stride() > 1) {
            throw new IllegalArgumentException(
                    "hessian-vector product: for steps that all samples share, all states being kept: leave out perSample() and snapshots(n)");
        }
        Workspace work = programs.take(start, theta);
        try {
            work.parameters(theta);
            Sweep sweep = work.sweep();
            sweep.clear();
            Workspace.copy(startDirection.as(start.type()), sweep.yDot());
            Workspace.copy(thetaDirection.as(start.type()), sweep.thetaDot());
            double[] observed = ts.length == 0 ? new double[] {result.time()} : ts;
            Split split = split(observed);
            Pullback pullback = new Pullback(work, path, 0, split.times(), to >= from);
            Path tangents = pullback.tangents(start);
            Array dots = Array.zeros(start.type(), start.shape().batch(observed.length));
            place(startDirection.as(start.type()), split.atStart(), dots);
            place(sweep.yDot(), split.atEnd(), dots);
            Array inside = pullback.tangentsAt(tangents);
            for (int i = 0; i < split.inside().length; i++) {
                place(inside.rows(i, i + 1), new int[] {split.inside()[i]}, dots);
            }
            Array y = ts.length == 0 ? last : atWith(work, ts);
            List<Array> slopes = product.callAll(List.of(y, ts.length == 0 ? dots.reshape(start.shape()) : dots));
            Array bars = slopes.get(0).reshape(start.shape().batch(observed.length));
            Array barDots = slopes.get(1).reshape(start.shape().batch(observed.length));
            addRows(bars, split.atEnd(), sweep.yBar());
            addRows(barDots, split.atEnd(), sweep.yBarDot());
            pullback.second(tangents, rows(bars, split.inside()), rows(barDots, split.inside()));
            addRows(barDots, split.atStart(), sweep.yBarDot());
            return new Cost.HessianVector(Sweep.copy(sweep.yBarDot()), Sweep.copy(sweep.thetaBarDot()));
        } finally {
            programs.give(work);
        }
    }

    private static void place(Array row, int[] places, Array stacked) {
        int size = row.shape().size();
        for (int place : places) {
            System.arraycopy(row.storage(), 0, stacked.storage(), place * size, size);
        }
    }

    /** A shape other than the expected one has no place here. */
    private static void requireLike(String what, Array given, Array expected) {
        if (!given.shape().equals(expected.shape())) {
            throw new ShapeException(what + ": expected " + expected.shape() + ", got " + given.shape());
        }
    }
}
