package dev.lemma.dynamics.sde;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.dynamics.ode.ParametricField;
import dev.lemma.dynamics.ode.Result;
import dev.lemma.dynamics.ode.Status;
import dev.lemma.dynamics.ode.VectorField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A stochastic differential equation {@code dX = f(t, X) dt + g(t, X) dW} (Itô), followed in equal steps along a Brownian path. Immutable; may be used from several threads.
 *
 * <pre>{@code
 * Sde price = Sde.of((t, x) -> x.times(0.1), (t, x) -> x.times(0.3)).solver(new Milstein()).steps(256);
 * SdeSolution s = price.solve(start, 0, 1, Key.of(7));
 * }</pre>
 *
 * <p>The path follows from the key: with twice the steps it is the same path, seen more finely ({@link BrownianPath}). A step is one run of a compiled program, in which nothing is
 * allocated. Time runs forwards; write an equation that runs backwards in the time {@code t₁ − t}.
 */
public final class Sde {

    private final ParametricField drift;
    private final ParametricField diffusion;
    private final Array theta;
    private final SdeSolver solver;
    private final int steps;
    private final int every;
    private final Map<List<TensorType>, Queue<Work>> idle;

    private Sde(
            ParametricField drift,
            ParametricField diffusion,
            Array theta,
            SdeSolver solver,
            int steps,
            int every,
            Map<List<TensorType>, Queue<Work>> idle) {
        this.drift = drift;
        this.diffusion = diffusion;
        this.theta = theta;
        this.solver = solver;
        this.steps = steps;
        this.every = every;
        this.idle = idle;
    }

    /** The equation of two fields without parameters. */
    public static Sde of(VectorField drift, VectorField diffusion) {
        Objects.requireNonNull(drift, "drift");
        Objects.requireNonNull(diffusion, "diffusion");
        return of((t, x, none) -> drift.at(t, x), (t, x, none) -> diffusion.at(t, x), Array.vector());
    }

    /** The equation of two fields at parameters, which they share. */
    public static Sde of(ParametricField drift, ParametricField diffusion, Array theta) {
        return new Sde(
                Objects.requireNonNull(drift, "drift"),
                Objects.requireNonNull(diffusion, "diffusion"),
                theta,
                new EulerMaruyama(),
                100,
                1,
                new ConcurrentHashMap<>());
    }

    /** The equation of two fields at parameters, which they share. */
    public static Sde of(ParametricField drift, ParametricField diffusion, INDArray theta) {
        return of(drift, diffusion, Array.of(theta));
    }

    /** At parameters: the compiled programs are shared. */
    public Sde at(Array parameters) {
        return new Sde(drift, diffusion, parameters, solver, steps, every, idle);
    }

    /** By a method; {@link EulerMaruyama} if nothing is said. */
    public Sde solver(SdeSolver other) {
        return new Sde(
                drift,
                diffusion,
                theta,
                Objects.requireNonNull(other, "solver"),
                steps,
                every,
                new ConcurrentHashMap<>());
    }

    /** In so many equal steps, 100 if nothing is said; powers of 2 see the path without a defect. */
    public Sde steps(int n) {
        return new Sde(drift, diffusion, theta, solver, Check.atLeastOne("steps", n), every, idle);
    }

    /** Keeping every k-th state and the last; all if nothing is said. */
    public Sde every(int k) {
        return new Sde(drift, diffusion, theta, solver, steps, Check.atLeastOne("every", k), idle);
    }

    /** Follows the equation from {@code X(from) = start} along the path of a key. */
    public SdeSolution solve(INDArray start, double from, double to, Key key) {
        return solve(Array.of(start), from, to, key);
    }

    /** Follows the equation from {@code X(from) = start} along the path of a key. */
    public SdeSolution solve(Array start, double from, double to, Key key) {
        return solve(start, from, to, BrownianPath.of(key, from, to, start.shape()));
    }

    /** Follows the equation from {@code X(from) = start} along a path, which holds the interval. */
    public SdeSolution solve(Array start, double from, double to, BrownianPath path) {
        if (!(Double.isFinite(from) && Double.isFinite(to) && to > from)) {
            throw new IllegalArgumentException("sde: expected from < to, got " + from + " and " + to
                    + ": for time that runs backwards write the equation in t₁ − t");
        }
        if (!start.isFinite()) {
            throw new IllegalArgumentException("sde: the start holds a number that is not finite");
        }
        if (!path.shape().equals(start.shape())) {
            throw new ShapeException("sde: the start is " + start.shape() + ", the path " + path.shape());
        }
        Array parameters = theta.as(start.type());
        List<TensorType> key =
                List.of(new TensorType(start.type(), start.shape()), new TensorType(start.type(), parameters.shape()));
        Queue<Work> queue = idle.computeIfAbsent(key, k -> new ConcurrentLinkedQueue<>());
        Work free = queue.poll();
        Work work = free == null ? work(key.get(0), key.get(1)) : free;
        try {
            return work.run(start, parameters, from, to, path, steps, every);
        } finally {
            queue.add(work);
        }
    }

    private Work work(TensorType state, TensorType given) {
        return new Work(drift, diffusion, solver, state, given);
    }

    /** A compiled step with its arrays. */
    private static final class Work {
        private final Array t;
        private final Array x;
        private final Array h;
        private final Array parameters;
        private final Array increment;
        private final Array integral;
        private final Array finite;
        private final Execution step;

        Work(ParametricField drift, ParametricField diffusion, SdeSolver solver, TensorType state, TensorType given) {
            DType type = state.type();
            Tensor tLeaf = Tensor.input("t", type);
            Tensor hLeaf = Tensor.input("h", type);
            Tensor xLeaf = Tensor.input("x", state);
            Tensor pLeaf = Tensor.input("theta", given);
            Tensor wLeaf = Tensor.input("increment", state);
            Tensor iLeaf = Tensor.input("integral", state);
            Tensor ok = Tensor.input("finite", type);
            StochasticField field = new StochasticField(drift.with(pLeaf), diffusion.with(pLeaf));
            require("drift", field.drift().at(tLeaf, xLeaf), state);
            require("diffusion", field.diffusion().at(tLeaf, xLeaf), state);
            Tensor next = solver.step(field, tLeaf, xLeaf, hLeaf, new Noise(wLeaf, iLeaf));
            Tensor isFinite = next.abs()
                    .atMost(type == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE)
                    .min();
            t = Array.zeros(type, Shape.scalar());
            h = Array.zeros(type, Shape.scalar());
            x = Array.zeros(type, state.shape());
            parameters = Array.zeros(type, given.shape());
            increment = Array.zeros(type, state.shape());
            integral = Array.zeros(type, state.shape());
            finite = Array.zeros(type, Shape.scalar());
            step = Fused.executor()
                    .open(
                            new Routine(
                                    List.of(tLeaf, hLeaf, pLeaf, wLeaf, iLeaf),
                                    List.of(),
                                    List.of(xLeaf, ok),
                                    List.of(next, isFinite)),
                            Map.of(
                                    tLeaf,
                                    t,
                                    hLeaf,
                                    h,
                                    xLeaf,
                                    x,
                                    pLeaf,
                                    parameters,
                                    wLeaf,
                                    increment,
                                    iLeaf,
                                    integral,
                                    ok,
                                    finite));
        }

        private static void require(String what, Tensor value, TensorType state) {
            if (!value.tensorType().equals(state)) {
                throw new ShapeException("sde: the " + what + " gives " + value.tensorType() + " at a state " + state
                        + ": expected the same; fill or broadcast it");
            }
        }

        SdeSolution run(Array start, Array theta, double from, double to, BrownianPath path, int steps, int every) {
            System.arraycopy(
                    theta.storage(), 0, parameters.storage(), 0, theta.shape().size());
            int size = start.shape().size();
            System.arraycopy(start.storage(), 0, x.storage(), 0, size);
            int kept = 1 + (steps + every - 1) / every;
            Array all = Array.zeros(start.type(), start.shape().batch(kept));
            double[] times = new double[kept];
            System.arraycopy(start.storage(), 0, all.storage(), 0, size);
            times[0] = from;
            int next = 1;
            double length = (to - from) / steps;
            set(h, 0, length);
            double[] before = new double[size];
            double[] beforeIntegral = new double[size];
            double[] after = new double[size];
            double[] afterIntegral = new double[size];
            for (int k = 0; k < steps; k++) {
                double time = from + (to - from) * ((double) k / steps);
                double end = k + 1 == steps ? to : from + (to - from) * ((double) (k + 1) / steps);
                path.at(end, after, afterIntegral);
                for (int i = 0; i < size; i++) {
                    set(increment, i, after[i] - before[i]);
                    set(integral, i, afterIntegral[i] - beforeIntegral[i] - length * before[i]);
                }
                double[] swap = before;
                before = after;
                after = swap;
                swap = beforeIntegral;
                beforeIntegral = afterIntegral;
                afterIntegral = swap;
                set(t, 0, time);
                step.run();
                if (finite.get(0) != 1) {
                    return new SdeSolution(
                            Arrays.copyOf(times, next),
                            all.rows(0, next),
                            copy(),
                            new Result(
                                    Status.NOT_FINITE,
                                    time,
                                    "sde: the state is not finite after step " + (k + 1) + " of " + steps
                                            + ", from t = " + time + ": take more steps"));
                }
                if ((k + 1) % every == 0 || k + 1 == steps) {
                    System.arraycopy(x.storage(), 0, all.storage(), next * size, size);
                    times[next++] = end;
                }
            }
            return new SdeSolution(times, all, copy(), new Result(Status.COMPLETE, to, ""));
        }

        private Array copy() {
            Array copy = Array.zeros(x.type(), x.shape());
            System.arraycopy(x.storage(), 0, copy.storage(), 0, x.shape().size());
            return copy;
        }

        private static void set(Array array, int place, double value) {
            if (array.storage() instanceof float[] f) {
                f[place] = (float) value;
            } else {
                ((double[]) array.storage())[place] = value;
            }
        }
    }
}
