package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import java.util.List;
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
        int size = start.shape().size();
        Array all = Array.zeros(start.type(), start.shape().batch(ts.length));
        Workspace work = programs.take(start, theta);
        try {
            work.parameters(theta);
            for (int i = 0; i < ts.length; i++) {
                Array state = within(work, ts[i]);
                System.arraycopy(state.storage(), 0, all.storage(), i * size, size);
            }
        } finally {
            programs.give(work);
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

    /** Parameters of another shape or start than this solution's have no place here. */
    static void requireLike(String what, Array given, Array expected) {
        if (!given.shape().equals(expected.shape())) {
            throw new ShapeException(what + ": expected " + expected.shape() + ", got " + given.shape());
        }
    }
}
