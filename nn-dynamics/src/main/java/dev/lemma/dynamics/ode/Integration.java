package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The loop over attempts: it reads the error of each, and writes the length of the next. */
final class Integration {

    private final Settings settings;
    private final Workspace work;
    private final double from;
    private final double to;
    private final double direction;
    private final int clocks;
    private final double[] t;
    private final double[] h;
    private final double[] taken;
    private final double[] before;
    private final boolean[] rejectedLast;
    private final double[] event;
    private final List<Event.Passage> passages = new ArrayList<>();
    private final List<Array> passageStates = new ArrayList<>();
    private final Path path;
    private long accepted;
    private long rejected;
    private long attempts;
    private long evaluations;

    Integration(Settings settings, Workspace work, Array start, double from, double to) {
        this.settings = settings;
        this.work = work;
        this.from = from;
        this.to = to;
        this.direction = Math.signum(to - from);
        this.clocks = work.clocks();
        this.t = new double[clocks];
        this.h = new double[clocks];
        this.taken = new double[clocks];
        this.before = new double[clocks];
        this.rejectedLast = new boolean[clocks];
        this.event = new double[settings.events().size()];
        this.path = new Path(start, clocks, settings.snapshots());
        Arrays.fill(t, from);
        Arrays.fill(before, 1);
        Workspace.copy(start, work.yArray);
    }

    Path path() {
        return path;
    }

    List<Event.Passage> passages() {
        return passages;
    }

    List<Array> passageStates() {
        return passageStates;
    }

    Statistics statistics() {
        return new Statistics(accepted, rejected, attempts, evaluations);
    }

    /** Follows the equation to its end; the last state is left in the workspace's y. */
    Result run() {
        if (from == to) {
            return new Result(Status.COMPLETE, to, "");
        }
        if (!settings.events().isEmpty()) {
            work.time(0, from);
            work.events();
            readEvents();
        }
        if (work.reusesSlope() || !settings.fixed() && settings.firstStep() == 0) {
            setTimes();
            work.slope();
            evaluations++;
            if (!work.slopeArray().isFinite()) {
                return new Result(
                        Status.NOT_FINITE,
                        from,
                        "ode: the field is not finite at the start, t = " + from
                                + ": check the start and the parameters");
            }
        }
        return settings.fixed() ? fixed() : adaptive();
    }

    private void setTimes() {
        for (int i = 0; i < clocks; i++) {
            work.time(i, t[i]);
        }
    }

    private void readEvents() {
        for (int i = 0; i < event.length; i++) {
            event[i] = work.event(i);
        }
    }

    private double point(int step) {
        return step == settings.steps() ? to : from + (to - from) * ((double) step / settings.steps());
    }

    private Result fixed() {
        double length = (to - from) / settings.steps();
        work.length(0, length);
        for (int k = 0; k < settings.steps(); k++) {
            t[0] = point(k);
            work.time(0, t[0]);
            work.attempt();
            count();
            if (work.error(0) > 1) {
                return new Result(
                        Status.NOT_FINITE,
                        t[0],
                        "ode: the state is not finite after step " + (k + 1) + " of " + settings.steps() + ", from t = "
                                + t[0] + " with a length of " + length
                                + ": take more steps, or a solver with a tolerance");
            }
            accepted++;
            taken[0] = length;
            path.add(t, taken, work.yArray);
            if (passed()) {
                return atEvent();
            }
        }
        return new Result(Status.COMPLETE, to, "");
    }

    private void count() {
        attempts++;
        evaluations += settings.solver().evaluations();
    }

    private Result adaptive() {
        int order = settings.solver().estimateOrder();
        double first = settings.firstStep();
        if (first > 0) {
            Arrays.fill(h, direction * Math.min(first, settings.largestStep()));
        } else {
            firstSteps(order);
        }
        boolean[] last = new boolean[clocks];
        int running = clocks;
        while (running > 0) {
            if (attempts == settings.attempts()) {
                return new Result(
                        Status.MAXIMUM_STEPS,
                        earliest(),
                        "ode: " + attempts + " attempts ended at t = " + earliest() + " of " + to
                                + ": allow more, loosen the tolerance, or use a solver for stiff equations");
            }
            for (int i = 0; i < clocks; i++) {
                if (t[i] == to) {
                    work.length(i, 0);
                    taken[i] = 0;
                    continue;
                }
                double left = to - t[i];
                last[i] = Math.abs(h[i]) * (1 + 1e-10) >= Math.abs(left);
                taken[i] = last[i] ? left : h[i];
                if (t[i] + taken[i] == t[i]) {
                    return new Result(
                            Status.STEP_UNDERFLOW,
                            earliest(),
                            "ode: at t = " + t[i] + " even a step of " + taken[i]
                                    + " misses the tolerance: the solution may have no bound there, or the field a jump, or the tolerance is below rounding in "
                                    + work.type());
                }
                work.time(i, t[i]);
                work.length(i, taken[i]);
            }
            work.attempt();
            count();
            boolean any = false;
            for (int i = 0; i < clocks; i++) {
                if (taken[i] == 0) {
                    continue;
                }
                double error = work.error(i);
                if (error <= 1) {
                    any = true;
                    accepted++;
                    double factor = settings.control().accepted(error, before[i], order, rejectedLast[i]);
                    before[i] = error;
                    rejectedLast[i] = false;
                    h[i] = direction * Math.min(Math.abs(taken[i]) * factor, settings.largestStep());
                } else {
                    rejected++;
                    h[i] = taken[i] * settings.control().rejected(error, order);
                    rejectedLast[i] = true;
                    taken[i] = 0;
                }
            }
            if (!any) {
                continue;
            }
            path.add(t, taken, work.yArray);
            for (int i = 0; i < clocks; i++) {
                if (taken[i] != 0) {
                    t[i] = last[i] ? to : t[i] + taken[i];
                    running -= t[i] == to ? 1 : 0;
                }
            }
            if (passed()) {
                return atEvent();
            }
        }
        return new Result(Status.COMPLETE, to, "");
    }

    private double earliest() {
        double earliest = t[0];
        for (double time : t) {
            earliest = direction > 0 ? Math.min(earliest, time) : Math.max(earliest, time);
        }
        return earliest;
    }

    // ------------------------------------------------------------------ the first step

    /**
     * Lengths to begin with: an Euler step that is small beside the state, then one whose estimated error is a hundredth of the tolerance.
     *
     * <p>See Hairer, Nørsett and Wanner 1993, section II.4, "Starting step size".
     */
    private void firstSteps(int order) {
        Tolerance tolerance = settings.solver().tolerance().orElseThrow();
        Array y = work.yArray;
        double[] start = y.toDoubles();
        double[] slope = work.slopeArray().toDoubles();
        int each = start.length / clocks;
        double[] guess = new double[clocks];
        for (int i = 0; i < clocks; i++) {
            double d0 = norm(start, start, tolerance, i * each, each);
            double d1 = norm(slope, start, tolerance, i * each, each);
            guess[i] = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 * Math.max(1, Math.abs(to - from)) : 0.01 * d0 / d1;
            guess[i] = direction * Math.min(guess[i], Math.abs(to - from));
            work.time(i, from + guess[i]);
            for (int k = i * each; k < (i + 1) * each; k++) {
                Workspace.set(y, k, start[k] + guess[i] * slope[k]);
            }
        }
        work.slope();
        evaluations++;
        double[] after = work.slopeArray().toDoubles();
        for (int i = 0; i < clocks; i++) {
            for (int k = i * each; k < (i + 1) * each; k++) {
                after[k] -= slope[k];
            }
            double d1 = norm(slope, start, tolerance, i * each, each);
            double d2 = norm(after, start, tolerance, i * each, each) / Math.abs(guess[i]);
            double most = Math.max(d1, d2);
            double size =
                    most <= 1e-15 ? Math.max(1e-6, Math.abs(guess[i]) * 1e-3) : Math.pow(0.01 / most, 1.0 / order);
            double bounded = Math.min(Math.min(100 * Math.abs(guess[i]), size), Math.abs(to - from));
            h[i] = direction
                    * Math.min(Double.isFinite(bounded) ? bounded : Math.abs(guess[i]), settings.largestStep());
        }
        for (int k = 0; k < start.length; k++) {
            Workspace.set(y, k, start[k]);
            Workspace.set(work.slopeArray(), k, slope[k]);
        }
    }

    private static double norm(double[] x, double[] y, Tolerance tolerance, int from, int count) {
        double sum = 0;
        for (int k = from; k < from + count; k++) {
            double scaled = x[k] / (tolerance.absolute() + tolerance.relative() * Math.abs(y[k]));
            sum += Double.isNaN(scaled) ? 0 : scaled * scaled;
        }
        return Math.sqrt(sum / Math.max(1, count));
    }

    // ------------------------------------------------------------------ events

    /** Notes the events of the step that was just taken; whether one of them ends the integration, which is then the last passage noted. */
    private boolean passed() {
        if (event.length == 0) {
            return false;
        }
        List<Event.Passage> found = new ArrayList<>();
        List<Array> states = new ArrayList<>();
        double[] after = new double[event.length];
        for (int i = 0; i < event.length; i++) {
            after[i] = work.event(i);
        }
        Array end = null;
        for (int i = 0; i < event.length; i++) {
            if (settings.events().get(i).passes(event[i], after[i])) {
                if (end == null) {
                    end = Array.zeros(work.type(), work.state().shape());
                    Workspace.copy(work.yArray, end);
                }
                int step = path.steps() - 1;
                double start = path.time(step, 0);
                double length = root(i, step);
                found.add(new Event.Passage(i, start + length));
                Array state = Array.zeros(work.type(), work.state().shape());
                Workspace.copy(work.out(), state);
                states.add(state);
            }
        }
        for (int i = 0; i < event.length; i++) {
            event[i] = after[i] != 0 ? after[i] : event[i] == 0 ? 0 : -Math.signum(event[i]) * Double.MIN_VALUE;
        }
        if (end == null) {
            return false;
        }
        Workspace.copy(end, work.yArray);
        while (!found.isEmpty()) {
            int next = 0;
            for (int i = 1; i < found.size(); i++) {
                if (direction * found.get(i).time()
                        < direction * found.get(next).time()) {
                    next = i;
                }
            }
            Event.Passage passage = found.remove(next);
            passages.add(passage);
            passageStates.add(states.remove(next));
            if (settings.events().get(passage.event()).terminal()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The length of the step to an event, within the step that was just taken, by the method of Illinois; the state there is left in out.
     *
     * <p>The end that lies behind the event is returned, so that an integration that starts there does not meet it again.
     */
    private double root(int i, int step) {
        path.state(step, work.yArray);
        work.time(0, path.time(step, 0));
        double low = 0;
        double high = path.length(step, 0);
        double atLow = event[i];
        double atHigh = value(i, high);
        int side = 0;
        for (int k = 0; k < 200 && atHigh != 0; k++) {
            double width = Math.abs(high - low);
            if (width <= 2 * Math.ulp(path.time(step, 0) + high)) {
                break;
            }
            double middle = k % 8 == 7 ? 0.5 * (low + high) : (low * atHigh - high * atLow) / (atHigh - atLow);
            if (!(Math.abs(middle - low) < width && Math.abs(middle - high) < width)
                    || middle == low
                    || middle == high) {
                middle = 0.5 * (low + high);
                if (middle == low || middle == high) {
                    break;
                }
            }
            double at = value(i, middle);
            if (at != 0 && at > 0 == atLow > 0) {
                low = middle;
                atLow = at;
                atHigh = side == 1 ? atHigh / 2 : atHigh;
                side = 1;
            } else {
                high = middle;
                atHigh = at;
                atLow = side == -1 ? atLow / 2 : atLow;
                side = -1;
            }
        }
        value(i, high);
        return high;
    }

    private double value(int i, double length) {
        work.length(0, length);
        work.trial();
        evaluations += settings.solver().evaluations();
        return work.event(i);
    }

    private Result atEvent() {
        int at = passages.size() - 1;
        double time = passages.get(at).time();
        path.shorten(time - path.time(path.steps() - 1, 0), passageStates.get(at));
        Workspace.copy(passageStates.get(at), work.yArray);
        return new Result(Status.EVENT, time, "");
    }
}
