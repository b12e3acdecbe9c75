package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import java.util.ArrayList;
import java.util.List;

/** Goes over the steps of a solution from the last to the first, and carries cotangents with it. */
final class Pullback {

    private final Workspace work;
    private final Sweep sweep;
    private final Path path;
    private final int bound;
    private final double[] ts;
    private final int[][] steps;

    /**
     * @param ts times within the solution whose states have cotangents, neither its start nor its end
     */
    Pullback(Workspace work, Path path, int bound, double[] ts, boolean forwards) {
        this.work = work;
        this.sweep = work.sweep();
        this.path = path;
        this.bound = bound;
        this.ts = ts;
        this.steps = new int[ts.length][path.clocks()];
        for (int i = 0; i < ts.length; i++) {
            for (int clock = 0; clock < path.clocks(); clock++) {
                steps[i][clock] = path.stepAt(ts[i], clock, forwards);
            }
        }
    }

    private void clocks(int step) {
        for (int clock = 0; clock < path.clocks(); clock++) {
            work.time(clock, path.time(step, clock));
            work.length(clock, path.length(step, clock));
        }
    }

    /** Writes the rows of a stacked value that belong to the samples for which the time lies in the step; the others are 0. Whether there are any. */
    private boolean seed(int step, int i, Array stacked, Array into) {
        int each = into.shape().size() / path.clocks();
        boolean any = false;
        for (int clock = 0; clock < path.clocks(); clock++) {
            boolean here = steps[i][clock] == step;
            any |= here;
            work.fraction(clock, here ? (ts[i] - path.time(step, clock)) / path.length(step, clock) : 0);
            for (int k = clock * each; k < (clock + 1) * each; k++) {
                Workspace.set(into, k, here ? stacked.get(i * into.shape().size() + k) : 0);
            }
        }
        return any;
    }

    // ------------------------------------------------------------------ first derivatives

    /**
     * Carries ȳ, which stands in the sweep, to the start.
     *
     * @param bars cotangents of the states at the times, stacked
     * @return derivatives with respect to the times of start and end
     */
    double[] run(Array bars, double from, double to) {
        double[] ends = new double[2];
        eachStep(step -> {
            clocks(step);
            sweep.step();
            add(step, from, to, ends);
            for (int i = 0; i < ts.length; i++) {
                if (seed(step, i, bars, sweep.seed())) {
                    sweep.dense();
                    for (int clock = 0; clock < path.clocks(); clock++) {
                        double sBar = sweep.sBar().get(clock);
                        double h = path.length(step, clock);
                        if (h != 0) {
                            double s = (ts[i] - path.time(step, clock)) / h;
                            Workspace.set(sweep.tBar(), clock, sweep.tBar().get(clock) - sBar / h);
                            Workspace.set(sweep.hBar(), clock, sweep.hBar().get(clock) - sBar * s / h);
                        }
                    }
                    add(step, from, to, ends);
                }
            }
        });
        return ends;
    }

    private void add(int step, double from, double to, double[] ends) {
        for (int clock = 0; clock < path.clocks(); clock++) {
            double place = (path.time(step, clock) - from) / (to - from);
            double share = path.length(step, clock) / (to - from);
            double t = sweep.tBar().get(clock);
            double h = path.length(step, clock) == 0 ? 0 : sweep.hBar().get(clock);
            ends[0] += t * (1 - place) - h * share;
            ends[1] += t * place + h * share;
        }
    }

    /** What is done with a step before which y stands. */
    private interface Reverse {
        void step(int step);
    }

    /** The steps from the last to the first, y being the state before each: kept, or made again. */
    private void eachStep(Reverse reverse) {
        if (path.stride() == 1) {
            for (int step = path.steps() - 1; step >= 0; step--) {
                path.state(step, work.yArray);
                reverse.step(step);
            }
            return;
        }
        List<Array> slots = new ArrayList<>();
        int segment = (path.steps() - 1) / path.stride();
        for (; segment >= 0; segment--) {
            int begin = segment * path.stride();
            int end = Math.min(path.steps(), begin + path.stride());
            new Reversal(new Reversal.Visitor() {
                        @Override
                        public void restore(int slot, int step) {
                            if (slot == 0) {
                                path.state(step, work.yArray);
                            } else {
                                Workspace.copy(slots.get(slot), work.yArray);
                            }
                        }

                        @Override
                        public void store(int slot, int step) {
                            while (slots.size() <= slot) {
                                slots.add(Array.zeros(work.type(), work.state().shape()));
                            }
                            Workspace.copy(work.yArray, slots.get(slot));
                        }

                        @Override
                        public void advance(int step) {
                            clocks(step);
                            work.trial();
                            Workspace.copy(work.out(), work.yArray);
                        }

                        @Override
                        public void reverse(int step) {
                            reverse.step(step);
                        }
                    })
                    .run(begin, end, 0, Math.max(0, bound - segment - 1));
        }
    }

    // ------------------------------------------------------------------ second derivatives

    /** The tangents of the states at the steps, from that of the start, which stands in the sweep. */
    Path tangents(Array start) {
        Path tangents = new Path(sweep.yDot(), path.clocks(), 0);
        Workspace.copy(start, work.yArray);
        double[] none = new double[path.clocks()];
        for (int step = 0; step < path.steps(); step++) {
            clocks(step);
            sweep.tangentStep();
            tangents.add(none, none, sweep.yDot());
        }
        return tangents;
    }

    /** The tangents of the states at the times, stacked. */
    Array tangentsAt(Path tangents) {
        int size = work.state().shape().size();
        Array all = Array.zeros(work.type(), work.state().shape().batch(ts.length));
        for (int i = 0; i < ts.length; i++) {
            int step = steps[i][0];
            path.state(step, work.yArray);
            tangents.state(step, sweep.yDot());
            clocks(step);
            work.fraction(0, (ts[i] - path.time(step, 0)) / path.length(step, 0));
            sweep.tangentDense();
            System.arraycopy(sweep.seedDot().storage(), 0, all.storage(), i * size, size);
        }
        return all;
    }

    /** As {@link #run}, with the tangents of the cotangents. */
    void second(Path tangents, Array bars, Array barDots) {
        for (int step = path.steps() - 1; step >= 0; step--) {
            path.state(step, work.yArray);
            tangents.state(step, sweep.yDot());
            clocks(step);
            sweep.secondStep();
            for (int i = 0; i < ts.length; i++) {
                if (seed(step, i, bars, sweep.seed())) {
                    seed(step, i, barDots, sweep.seedDot());
                    sweep.secondDense();
                }
            }
        }
    }
}
