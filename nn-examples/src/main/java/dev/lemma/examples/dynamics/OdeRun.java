package dev.lemma.examples.dynamics;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.dynamics.depth.NeuralOde;
import dev.lemma.dynamics.ode.BogackiShampine;
import dev.lemma.dynamics.ode.Cost;
import dev.lemma.dynamics.ode.DormandPrince5;
import dev.lemma.dynamics.ode.DormandPrince8;
import dev.lemma.dynamics.ode.Euler;
import dev.lemma.dynamics.ode.Event;
import dev.lemma.dynamics.ode.Heun;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.ParametricField;
import dev.lemma.dynamics.ode.RungeKutta4;
import dev.lemma.dynamics.ode.Solution;
import dev.lemma.dynamics.ode.Solver;
import dev.lemma.dynamics.ode.Tsitouras5;
import dev.lemma.dynamics.ode.VectorField;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Table;
import dev.lemma.optim.Adam;
import java.util.ArrayList;
import java.util.List;

/** Solvers against each other, then a field that is learned, then gradients by two ways. */
final class OdeRun {

    /** Predator and prey. */
    private static final VectorField ANIMALS = (t, y) -> {
        Tensor both = y.slice(0, 0, 1).times(y.slice(0, 1, 2));
        return Tensor.concat(0, y.slice(0, 0, 1).minus(both), both.minus(y.slice(0, 1, 2)));
    };

    private static final Array HERD = Array.vector(1.5, 0.8);

    /** {@code y′ = Ay} on rows: a turn in π, shrinking. */
    private static final VectorField SPIRAL =
            (t, y) -> y.matmul(Tensor.literal(Array.matrix(new double[][] {{-0.1, 2}, {-2, -0.1}})));

    private static final double AHEAD = 0.25;

    /** Errors below are those of rounding. */
    private static final double ROUNDING = 1e-10;

    private record Method(String name, String id, Solver solver) {}

    private static final List<Method> METHODS = List.of(
            new Method("Euler", "euler", new Euler()),
            new Method("Heun", "heun", new Heun()),
            new Method("Bogacki-Shampine", "bogacki-shampine", new BogackiShampine()),
            new Method("Runge-Kutta 4", "runge-kutta", new RungeKutta4()),
            new Method("Dormand-Prince 5", "dormand-prince", new DormandPrince5()),
            new Method("Tsitouras 5", "tsitouras", new Tsitouras5()));

    private final RunContext context;
    private final List<Claim> claims = new ArrayList<>();

    OdeRun(RunContext context) {
        this.context = context;
    }

    Outcome outcome() {
        context.report()
                .lead(
                        "One step of a solver is an expression: it is compiled with the field, and differentiated as it stands.");
        orders();
        ends();
        learned();
        gradients();
        return Outcome.of(claims);
    }

    private void orders() {
        Array exact = Ode.of(ANIMALS)
                .solver(new DormandPrince8())
                .steps(2000)
                .solve(HERD, 0, 10)
                .lastArray();
        LineChart chart = LineChart.titled("Error after ten units of time against evaluations of the field")
                .x("evaluations")
                .y("largest error")
                .log2X()
                .logY();
        Table table = Table.titled("Orders", "method", "steps", "error", "slope", "order");
        for (Method method : METHODS) {
            List<Double> evaluations = new ArrayList<>();
            List<Double> errors = new ArrayList<>();
            int steps = 40;
            for (; steps <= 10_240; steps *= 2) {
                double error = distance(
                        Ode.of(ANIMALS)
                                .solver(method.solver())
                                .steps(steps)
                                .solve(HERD, 0, 10)
                                .lastArray(),
                        exact);
                if (error < ROUNDING) {
                    break;
                }
                evaluations.add((double) steps * method.solver().evaluations());
                errors.add(error);
            }
            int last = errors.size() - 1;
            double slope = Math.log(errors.get(last - 1) / errors.get(last)) / Math.log(2);
            chart = chart.line(method.name(), doubles(evaluations), doubles(errors));
            table = table.row(
                    method.name(),
                    steps / 2,
                    errors.get(last),
                    slope,
                    method.solver().order());
            claims.add(Claim.near(
                    method.id() + "-order",
                    method.name() + ": order as measured, on predator and prey",
                    slope,
                    method.solver().order(),
                    0.15));
        }
        context.report().section("Orders").chart("orders", chart).table("orders-table", table);
    }

    private void ends() {
        Solution sine = Ode.of((t, y) ->
                        Tensor.concat(0, y.slice(0, 1, 2), y.slice(0, 0, 1).negate()))
                .solver(new Tsitouras5(1e-12, 1e-13))
                .events(Event.end((t, y) -> y.slice(0, 0, 1)))
                .solve(Array.vector(1, 0), 0, 10);
        claims.add(Claim.near(
                "event", "Time at which cos t passes through 0", sine.result().time(), Math.PI / 2, 1e-10));
        Solution unbounded = Ode.of((t, y) -> y.square()).attempts(10_000).solve(Array.vector(1), 0, 2);
        claims.add(Claim.that(
                "status",
                "y′ = y² from 1, asked for t = 2, ends where it can and says so",
                unbounded.result().status() + " at " + unbounded.result().time(),
                "no success, t within 1e-3 of 1",
                !unbounded.result().successful() && Math.abs(unbounded.result().time() - 1) < 1e-3));
    }

    /** Pairs of states a quarter of a unit apart: the flow between them is a layer, and what it learns is the field at all times. */
    private void learned() {
        int n = 512;
        double[] uniform = new double[2 * n];
        Randomness.uniform(Key.of(context.seed()).at(1), uniform);
        for (int i = 0; i < 2 * n; i++) {
            uniform[i] = 4 * uniform[i] - 2;
        }
        Array from = Array.of(Shape.of(n, 2), uniform);
        Array to = Ode.of(SPIRAL)
                .solver(new Tsitouras5(1e-9, 1e-11))
                .solve(from, 0, AHEAD)
                .lastArray();
        Layer field = Sequential.of(new Dense(32), Activations.TANH, new Dense(2));
        Network flow = Network.of(Shape.of(2), new NeuralOde(field, new RungeKutta4(), 2, AHEAD, false))
                .as(DType.FLOAT64);
        Trained trained = Trainer.of(flow, Losses.SQUARE, new Adam(3e-3))
                .batchSize(64)
                .epochs(context.get(OdeExample.EPOCHS))
                .seed(context.seed())
                .fit(Dataset.of(from, to));
        double[] ts = new double[81];
        for (int i = 0; i < ts.length; i++) {
            ts[i] = i * 6.0 / 80;
        }
        Array start = Array.matrix(new double[][] {{1.6, 0}});
        Ode asLearned = Ode.of(Network.of(Shape.of(2), field).as(DType.FLOAT64)).at(trained.thetaArray());
        Array path =
                asLearned.solver(new Tsitouras5(1e-8, 1e-10)).solve(start, 0, 6).atArray(ts);
        Array truth = Ode.of(SPIRAL)
                .solver(new Tsitouras5(1e-9, 1e-11))
                .solve(start, 0, 6)
                .atArray(ts);
        context.report()
                .section("A field learned from a spiral")
                .paragraph(
                        "Trained on single steps of " + AHEAD
                                + ", in which a state and the next are seen; then followed for 6 units of time by an adaptive solver.")
                .chart(
                        "spiral",
                        LineChart.titled("A path of two turns")
                                .x("y₁")
                                .y("y₂")
                                .line("learned", column(path, 0), column(path, 1))
                                .dashed("exact", column(truth, 0), column(truth, 1)));
        claims.add(Claim.atMost(
                "spiral",
                "Largest distance of the learned path from the exact one, over two turns",
                distance(path, truth),
                0.15));
        Cost cost = asLearned.solver(new RungeKutta4()).steps(2).cost(y -> y.square()
                .sum());
        Program unrolled = Program.of(
                Fused.executor(),
                leaves -> List.of(Derivatives.gradient(
                        flow.apply(leaves.get(0), leaves.get(1)).square().sum(), leaves.get(0))));
        Array backpropagated = unrolled.call(trained.thetaArray(), from);
        claims.add(Claim.atMost(
                "gradient",
                "Gradient through the solver against backpropagation through its steps, relative",
                relative(cost.at(from, 0, AHEAD).gradient().thetaArray(), backpropagated),
                1e-8));
    }

    private static final ParametricField DISSIPATIVE = (t, z, theta) -> {
        Tensor m = theta.reshape(6, 6);
        return m.transpose().matmul(m.matmul(z.reshape(6, 1)).tanh()).reshape(6).negate();
    };

    private static final ParametricField GENERIC =
            (t, z, theta) -> theta.reshape(6, 6).matmul(z.reshape(6, 1)).tanh().reshape(6);

    /** What contracts forwards explodes backwards. */
    private void gradients() {
        double[] a = new double[36];
        Randomness.normal(Key.of(5), a);
        Array theta = Array.vector(a);
        Array start = Array.vector(1, -0.5, 0.3, 2, -1, 0.7);
        Table table =
                Table.titled("Error of the gradient, relative", "field", "tolerance", "through the steps", "adjoint");
        double[] adjoint = new double[2];
        for (int i = 0; i < 2; i++) {
            ParametricField field = i == 0 ? GENERIC : DISSIPATIVE;
            Array exact = cost(field, theta, new DormandPrince8(1e-12, 1e-13))
                    .at(start, 0, 3)
                    .gradient()
                    .thetaArray();
            for (double tolerance : new double[] {1e-5, 1e-8}) {
                Cost cost = cost(field, theta, new Tsitouras5(tolerance, tolerance));
                adjoint[i] = relative(cost.adjoint(start, 0, 3, 1e12).gradient().thetaArray(), exact);
                table = table.row(
                        i == 0 ? "tanh(Az)" : "−Aᵀtanh(Az)",
                        tolerance,
                        relative(cost.at(start, 0, 3).gradient().thetaArray(), exact),
                        adjoint[i]);
            }
        }
        context.report()
                .section("The adjoint equation, and where it fails")
                .paragraph(
                        "The adjoint equation follows the state backwards. What contracts forwards explodes backwards:"
                                + " on the dissipative field its gradient is wrong at both tolerances; asked to arrive at its start, it is refused.")
                .table("adjoint", table);
        claims.add(Claim.atMost("adjoint", "Adjoint equation of tanh(Az), tolerance 1e-8: error", adjoint[0], 1e-5));
        claims.add(Claim.atLeast(
                "adjoint-wrong", "Adjoint equation of −Aᵀtanh(Az), tolerance 1e-8: error", adjoint[1], 0.01));
        claims.add(Claim.that(
                "adjoint-refused",
                "Asked to arrive at its start to 1e-3, the adjoint of −Aᵀtanh(Az) is refused",
                refused(theta, start) ? "refused" : "given",
                "refused",
                refused(theta, start)));
    }

    private static Cost cost(ParametricField field, Array theta, Solver solver) {
        return Ode.of(field, theta).solver(solver).cost(z -> z.square().sum());
    }

    private static boolean refused(Array theta, Array start) {
        try {
            cost(DISSIPATIVE, theta, new Tsitouras5(1e-8, 1e-10)).adjoint(start, 0, 6, 1e-3);
            return false;
        } catch (IllegalStateException refusal) {
            return true;
        }
    }

    private static double distance(Array a, Array b) {
        double largest = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            largest = Math.max(largest, Math.abs(a.get(i) - b.get(i)));
        }
        return largest;
    }

    private static double relative(Array a, Array b) {
        double off = 0;
        double size = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            off += Math.pow(a.get(i) - b.get(i), 2);
            size += b.get(i) * b.get(i);
        }
        return Math.sqrt(off / size);
    }

    private static double[] column(Array rows, int j) {
        double[] column = new double[rows.shape().size() / 2];
        for (int i = 0; i < column.length; i++) {
            column[i] = rows.get(2 * i + j);
        }
        return column;
    }

    private static double[] doubles(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
