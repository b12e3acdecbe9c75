package dev.lemma.examples.dynamics;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.dynamics.depth.DeepResidual;
import dev.lemma.dynamics.depth.DepthLimit;
import dev.lemma.dynamics.depth.MomentumResidual;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.RungeKutta4;
import dev.lemma.dynamics.ode.Separable;
import dev.lemma.dynamics.ode.Solver;
import dev.lemma.dynamics.ode.Verlet;
import dev.lemma.dynamics.ode.Yoshida;
import dev.lemma.dynamics.stability.Stretching;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.LineChart;
import java.util.ArrayList;
import java.util.List;

/** Four properties of flows that their layers keep. */
final class ReversibleRun {

    private final RunContext context;
    private final List<Claim> claims = new ArrayList<>();

    ReversibleRun(RunContext context) {
        this.context = context;
    }

    Outcome outcome() {
        context.report()
                .lead(
                        "A residual network is Euler's method on a flow. What the flow keeps, a well-chosen layer keeps too.");
        limit();
        certifiedStep();
        energies();
        undone();
        memory();
        return Outcome.of(claims);
    }

    private Array normal(int n, int d, int draw) {
        double[] x = new double[n * d];
        Randomness.normal(Key.of(context.seed()).at(draw), x);
        return Array.of(Shape.of(n, d), x);
    }

    /** Weights from one curve, {@code W(t) = W₀ + cos(3t)·W₁}. */
    private void limit() {
        Tensor w0 = Tensor.literal(normal(4, 4, 1));
        Tensor w1 = Tensor.literal(normal(4, 4, 2));
        int[] depths = {50, 100, 200, 400, 800};
        DepthLimit limit = DepthLimit.of(
                (t, y) -> y.matmul(w0)
                        .plus(y.matmul(w1).times(t.times(3).cos()))
                        .plus(t.sin())
                        .tanh(),
                normal(5, 4, 3),
                depths);
        double[] x = new double[depths.length];
        double[] theory = new double[depths.length];
        for (int i = 0; i < depths.length; i++) {
            x[i] = depths[i];
            theory[i] = limit.distances()[0] * depths[0] / depths[i];
        }
        context.report()
                .section("The limit of infinite depth")
                .chart(
                        "limit",
                        LineChart.titled("Distance from the limit against depth")
                                .x("depth L")
                                .y("largest distance")
                                .log2X()
                                .logY()
                                .points("network", x, limit.distances())
                                .dashed("1/L", x, theory));
        claims.add(Claim.near("limit", "Slope of the distance from the limit against depth", limit.slope(), -1, 0.05));
    }

    /** {@code z − h·A·relu(Aᵀz)}, rows. */
    private void certifiedStep() {
        Array a = normal(6, 4, 4);
        Tensor m = Tensor.literal(a);
        Array points = normal(400, 6, 5);
        double norm = Stretching.of(x -> x.matmul(m), normal(1, 6, 6), 5000, Key.of(1))
                .largest();
        double[] factors = {0.5, 1, 1.5, 1.8, 2, 2.1, 2.2, 2.4, 3};
        double[] largest = new double[factors.length];
        for (int i = 0; i < factors.length; i++) {
            double h = factors[i] / (norm * norm);
            largest[i] = Stretching.of(
                            z -> z.minus(
                                    z.matmul(m).relu().matmul(m.transpose()).times(h)),
                            points,
                            300,
                            Key.of(2))
                    .largest();
            if (factors[i] == 2) {
                claims.add(Claim.atMost(
                        "certified-step", "Largest stretching found at the certified step", largest[i], 1 + 1e-12));
            }
            if (factors[i] == 2.2) {
                claims.add(Claim.atLeast("beyond", "Largest stretching found a tenth beyond it", largest[i], 1.1));
            }
        }
        context.report()
                .section("The certified step")
                .formula("z ← z − h Aᵀσ(Az + b) stretches no distance for h ≤ 2/(Lip σ · ‖A‖²)")
                .chart(
                        "stretching",
                        LineChart.titled("Largest stretching found against the length of the step")
                                .x("h · ‖A‖²")
                                .y("stretching")
                                .line("found", factors, largest)
                                .horizontal(1, "no stretching")
                                .vertical(2, "certified"));
    }

    /** The pendulum, {@code H = p²/2 − cos q}. */
    private static final Separable PENDULUM =
            Separable.hamiltonian(p -> p.square().times(0.5), q -> q.cos().negate());

    private void energies() {
        LineChart chart = LineChart.titled("Largest error of the energy so far")
                .x("time")
                .y("error")
                .logY();
        String[] names = {"Verlet", "Yoshida", "Runge-Kutta 4"};
        Solver[] solvers = {new Verlet(), new Yoshida(), new RungeKutta4()};
        for (int i = 0; i < names.length; i++) {
            int steps = 5000;
            Array all = Ode.of(PENDULUM)
                    .solver(solvers[i])
                    .steps(steps)
                    .solve(Array.vector(1, 0.5), 0, 500)
                    .ysArray();
            double[] time = new double[steps / 50];
            double[] error = new double[steps / 50];
            double worst = 0;
            for (int k = 1; k <= steps; k++) {
                double energy = all.get(2 * k + 1) * all.get(2 * k + 1) / 2 - Math.cos(all.get(2 * k));
                worst = Math.max(worst, Math.abs(energy - (0.125 - Math.cos(1))));
                if (k % 50 == 0) {
                    time[k / 50 - 1] = k * 0.1;
                    error[k / 50 - 1] = worst;
                }
            }
            chart = chart.line(names[i], time, error);
            double growth = error[error.length - 1] / error[error.length / 10 - 1];
            String claim = names[i] + ": error of the energy at t = 500 over that at t = 50";
            claims.add(
                    i < 2
                            ? Claim.atMost(i == 0 ? "verlet" : "yoshida", claim, growth, 1.2)
                            : Claim.atLeast("runge-kutta-drifts", claim, growth, 5));
        }
        context.report().section("Energies that stay").chart("energy", chart);
    }

    private record Recovered(MomentumResidual layer) implements Layer {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            return layer.recovered(scope, x);
        }
    }

    private void undone() {
        int depth = context.get(ReversibleExample.DEPTH);
        Layer block = Sequential.of(new Dense(8), Activations.TANH, new Dense(3));
        MomentumResidual layer = new MomentumResidual(block, depth, 0.9);
        Network net = Network.of(Shape.of(3), new Recovered(layer)).as(DType.FLOAT64);
        double[] x = normal(16, 3, 7).toDoubles();
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.rint(x[i] * 0x1p32) / 0x1p32;
        }
        Array start = Array.of(Shape.of(16, 3), x);
        Array theta = net.initialArray(Key.of(context.seed()).at(8));
        Array recovered = net.values(theta, start);
        int different = 0;
        for (int i = 0; i < x.length; i++) {
            different += recovered.get(i) == x[i] ? 0 : 1;
        }
        claims.add(Claim.atMost(
                "bit-for-bit",
                "Numbers of " + x.length + " that are not recovered to the last bit from a depth of " + depth,
                different,
                0));
        double plain = plain(0.3, 1000);
        claims.add(Claim.atLeast(
                "plain-fails",
                "The same recursion in floating point, depth 1000: error of what is recovered",
                plain,
                1e-3));
    }

    /** There and back in floating point, {@code f = sin(3x)}: volumes grow by 1/γ with each block undone, and some direction by {@code γ^{−L/2}} at least, rounding with it. */
    private static double plain(double start, int depth) {
        double gamma = 0.9;
        double x = start;
        double v = 0;
        for (int i = 0; i < depth; i++) {
            v = gamma * v + (1 - gamma) * Math.sin(3 * x);
            x += v;
        }
        for (int i = 0; i < depth; i++) {
            x -= v;
            v = (v - (1 - gamma) * Math.sin(3 * x)) / gamma;
        }
        return Math.abs(x - start);
    }

    private void memory() {
        int batch = 4096;
        double[] depths = {20, 50, 100, 200};
        double[] momentum = new double[depths.length];
        double[] residual = new double[depths.length];
        Layer block = Sequential.of(new Dense(4), Activations.TANH, new Dense(4));
        for (int i = 0; i < depths.length; i++) {
            momentum[i] = megabytes(new MomentumResidual(block, (int) depths[i], 0.9), batch);
            residual[i] = megabytes(new DeepResidual(block, (int) depths[i]), batch);
        }
        context.report()
                .section("Undone, block by block")
                .paragraph(
                        "A momentum network is followed back to the last bit, so that training keeps no states between its blocks.")
                .chart(
                        "memory",
                        LineChart.titled("Memory of one gradient against depth, batch " + batch)
                                .x("depth")
                                .y("megabytes")
                                .line("momentum network", depths, momentum)
                                .line("residual network", depths, residual));
        int last = depths.length - 1;
        double state = batch * 4 * 8e-6;
        claims.add(Claim.atMost(
                "memory-flat",
                "States that a momentum network keeps for each block more",
                (momentum[last] - momentum[0]) / (depths[last] - depths[0]) / state,
                0.05));
        claims.add(Claim.atLeast(
                "memory-residual",
                "States that a residual network keeps for each block more",
                (residual[last] - residual[0]) / (depths[last] - depths[0]) / state,
                0.9));
    }

    private static double megabytes(Layer layer, int batch) {
        Network net = Network.of(Shape.of(4), layer).as(DType.FLOAT64);
        Program gradient = Program.of(
                Fused.executor(),
                leaves -> List.of(Derivatives.gradient(
                        net.apply(leaves.get(0), leaves.get(1)).square().sum(), leaves.get(0))));
        return gradient.bytes(List.of(
                        new TensorType(DType.FLOAT64, Shape.of(net.parameterCount())),
                        new TensorType(DType.FLOAT64, Shape.of(batch, 4))))
                / 1e6;
    }
}
