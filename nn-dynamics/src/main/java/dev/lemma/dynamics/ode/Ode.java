package dev.lemma.dynamics.ode;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An ordinary differential equation {@code y′ = f(t, y, θ)}, {@code y(t₀)} given, and how it is followed. Immutable; may be used from several threads.
 *
 * <pre>{@code
 * Solution s = Ode.of(net).at(theta).solver(new Tsitouras5(1e-6, 1e-8)).solve(start, 0, 1);
 * Solution s = Ode.of((t, y) -> y.times(-1)).solver(new RungeKutta4()).steps(100).solve(start, 0, 1);
 * }</pre>
 *
 * <p>The field is an expression, or a {@link Network} that gives the slope of its input; a network that takes vectors with one number more than it gives takes the time in that place.
 * Field and solver are compiled together, once for each shape of the state: one run of that program is one attempt of a step, and nothing is allocated by it. Keep
 * the {@code Ode} to keep the program; {@link #at(INDArray)} with other parameters uses the same.
 *
 * <p>By default steps are chosen for the whole state together, by {@link Tsitouras5} with its default tolerance. {@link #perSample} gives each sample steps of its own:
 * its solution then does not depend on the samples beside it. An integration never hangs: where the tolerance cannot be met, or attempts run out, the solution
 * ends at the time reached and {@linkplain Solution#result says so}.
 */
public final class Ode {

    private final Equation equation;
    private final Array theta;
    private final Settings settings;
    private final Programs programs;

    private Ode(Equation equation, Array theta, Settings settings, Programs programs) {
        this.equation = equation;
        this.theta = theta;
        this.settings = settings;
        this.programs = programs;
    }

    private static final Array NONE = Array.vector();

    private static Ode of(Equation equation, Array theta) {
        return new Ode(equation, theta, Settings.STANDARD, new Programs(equation, Settings.STANDARD));
    }

    /** The equation of a field without parameters. */
    public static Ode of(VectorField field) {
        return of(Equation.of(Objects.requireNonNull(field, "field")), NONE);
    }

    /** The equation of a field at parameters. */
    public static Ode of(ParametricField field, INDArray theta) {
        return of(field, Array.of(theta));
    }

    /** The equation of a field at parameters. */
    public static Ode of(ParametricField field, Array theta) {
        return of(Equation.of(Objects.requireNonNull(field, "field")), theta);
    }

    /**
     * The equation whose right side is a network, in evaluation mode; its parameters follow with {@link #at(INDArray)}.
     *
     * @throws ShapeException unless the network gives what it takes, or takes the time beside it
     */
    public static Ode of(Network network) {
        return of(Equation.of(network), NONE);
    }

    /** The equation whose right side is a trained network. */
    public static Ode of(Trained trained) {
        return of(trained.network()).at(trained.thetaArray());
    }

    private Ode with(Settings other) {
        return new Ode(equation, theta, other, new Programs(equation, other));
    }

    // ------------------------------------------------------------------ options

    /** At parameters: the compiled programs are shared. */
    public Ode at(INDArray parameters) {
        return at(Array.of(parameters));
    }

    /** At parameters: the compiled programs are shared. */
    public Ode at(Array parameters) {
        return new Ode(equation, parameters, settings, programs);
    }

    /** By a method. */
    public Ode solver(Solver solver) {
        return with(settings.with(Objects.requireNonNull(solver, "solver")));
    }

    /** In so many steps of equal length, whatever the tolerance of the solver. */
    public Ode steps(int n) {
        Settings other = settings.withSteps(Check.atLeastOne("steps", n));
        return settings.fixed() ? new Ode(equation, theta, other, programs) : with(other);
    }

    /** With times and steps of its own for each sample, the first axis of the state. For solvers with a tolerance. */
    public Ode perSample() {
        return with(settings.withOwnSteps(true));
    }

    /** With another rule for the lengths of steps. */
    public Ode control(StepControl control) {
        return with(settings.with(Objects.requireNonNull(control, "control")));
    }

    /** With a first attempt of this length, rather than one that is found by an evaluation of the field. */
    public Ode firstStep(double h) {
        return with(settings.withFirstStep(Check.positive("first step", h)));
    }

    /** With no step longer than this. */
    public Ode largestStep(double h) {
        return with(settings.withLargestStep(Check.positive("largest step", h)));
    }

    /** With at most so many attempts of steps, 100 000 if nothing is said. */
    public Ode attempts(int most) {
        return with(settings.withAttempts(Check.atLeastOne("attempts", most)));
    }

    /**
     * Keeping at most so many states on the way, evenly spread; the others are computed again where {@link Solution#at} or a gradient needs them. Without
     * this, all are kept.
     */
    public Ode snapshots(int most) {
        return with(settings.withSnapshots(Check.atLeast("snapshots", most, 2)));
    }

    /** Looking for events on the way. For steps that the whole state shares. */
    public Ode events(Event... events) {
        return with(settings.with(List.of(events)));
    }

    // ------------------------------------------------------------------ solving

    /** Follows the equation from {@code y(from) = start} to the time {@code to}, which may lie before. */
    public Solution solve(INDArray start, double from, double to) {
        return solve(Array.of(start), from, to);
    }

    /** Follows the equation from {@code y(from) = start} to the time {@code to}, which may lie before. */
    public Solution solve(Array start, double from, double to) {
        Array y = start.as(equation.type(start));
        Array parameters = theta.as(y.type());
        require(y, from, to);
        equation.require(y, parameters);
        Workspace work = programs.take(y, parameters);
        try {
            work.parameters(parameters);
            Integration integration = new Integration(settings, work, y, from, to);
            Result result = integration.run();
            Array last = Array.zeros(y.type(), y.shape());
            Workspace.copy(work.yArray, last);
            return new Solution(programs, parameters, from, to, integration, result, y, last);
        } finally {
            programs.give(work);
        }
    }

    // ------------------------------------------------------------------ derivatives

    /** A number that follows from the state at the end, a scalar expression of it, to be differentiated. */
    public Cost cost(UnaryOperator<Tensor> function) {
        return new Cost(this, new double[0], function);
    }

    /**
     * A number that follows from the states at some times, to be differentiated.
     *
     * @param ts the times, within what is integrated
     * @param function a scalar expression of the states at these times, which lie along a new first axis
     */
    public Cost cost(double[] ts, UnaryOperator<Tensor> function) {
        if (ts.length == 0) {
            throw new IllegalArgumentException(
                    "cost: expected at least one time; for the state at the end use cost(function)");
        }
        return new Cost(this, ts, function);
    }

    Array thetaArray() {
        return theta;
    }

    /** {@code f(t, y)}. */
    Array slope(Array y, double t) {
        Array parameters = theta.as(y.type());
        Workspace work = programs.take(y, parameters);
        try {
            work.parameters(parameters);
            Workspace.copy(y, work.yArray);
            for (int i = 0; i < work.clocks(); i++) {
                work.time(i, t);
            }
            work.slope();
            Array slope = Array.zeros(y.type(), y.shape());
            Workspace.copy(work.slopeArray(), slope);
            return slope;
        } finally {
            programs.give(work);
        }
    }

    /** The adjoint equation of states of a shape, state, cotangent and gradient lying one after the other. */
    Ode adjoint(Shape shape, int n, int p) {
        if (settings.perSample() || !settings.events().isEmpty()) {
            throw new IllegalArgumentException(
                    "adjoint: for steps that all samples share, without events: use at(start, from, to)");
        }
        // Derivatives at leaves, not at stages: those depend on the parameters too, by way of the stages before.
        ParametricField field = (t, a, parameters) -> {
            Tensor y = Tensor.input("y", a.type(), shape.extents());
            Tensor cotangent = Tensor.input("cotangent", a.type(), shape.extents());
            Tensor f = equation.field().with(parameters).at(t, y);
            List<Tensor> bars = Derivatives.vjp(List.of(f), List.of(y, parameters), List.of(cotangent));
            Tensor state = Tensor.concat(0, f.reshape(n), bars.get(0).reshape(n).negate());
            Tensor all = p == 0
                    ? state
                    : Tensor.concat(0, state, bars.get(1).reshape(p).negate());
            Map<Tensor, Tensor> present = new IdentityHashMap<>();
            present.put(y, a.slice(0, 0, n).reshape(shape));
            present.put(cotangent, a.slice(0, n, 2 * n).reshape(shape));
            return Graph.substitute(List.of(all), present).get(0);
        };
        return of(field, theta).with(settings);
    }

    private void require(Array start, double from, double to) {
        Check.finite("from", from);
        Check.finite("to", to);
        if (!start.isFinite()) {
            throw new IllegalArgumentException("ode: the start holds a number that is not finite");
        }
        if (!settings.fixed() && settings.solver().tolerance().isEmpty()) {
            throw new IllegalArgumentException(
                    "ode: " + settings.solver()
                            + " has no estimate of its error, from which steps could be chosen: say how many with steps(n), or take a solver with a tolerance, such as Tsitouras5");
        }
        if (settings.perSample()) {
            if (settings.fixed()) {
                throw new IllegalArgumentException(
                        "ode: steps of equal length are those of all samples: leave out perSample() or steps(n)");
            }
            if (start.shape().rank() == 0) {
                throw new ShapeException("ode: perSample() expects samples along the first axis, got a scalar state");
            }
            if (!settings.events().isEmpty() || settings.snapshots() > 0) {
                throw new IllegalArgumentException(
                        "ode: events and snapshots(n) are for steps that all samples share: leave out perSample()");
            }
        }
        settings.solver()
                .require(equation.field()
                        .with(Tensor.input("theta", start.type(), theta.shape().extents())));
    }
}
