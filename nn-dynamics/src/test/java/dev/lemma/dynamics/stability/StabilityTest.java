package dev.lemma.dynamics.stability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.network.Network;
import dev.lemma.dynamics.ode.DormandPrince8;
import dev.lemma.dynamics.ode.Euler;
import dev.lemma.dynamics.ode.Ode;
import dev.lemma.dynamics.ode.RungeKutta4;
import dev.lemma.dynamics.ode.Separable;
import dev.lemma.dynamics.ode.Solution;
import dev.lemma.dynamics.ode.Solver;
import dev.lemma.dynamics.ode.SymplecticEuler;
import dev.lemma.dynamics.ode.Verlet;
import dev.lemma.dynamics.ode.Yoshida;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StabilityTest {

    private static Array normal(int n, int d, long seed) {
        double[] x = new double[n * d];
        Randomness.normal(Key.of(seed), x);
        return Array.of(Shape.of(n, d), x);
    }

    /** {@code ‖A‖₂} by a power iteration far beyond its convergence. */
    private static double norm(Array a) {
        return Stretching.of(
                        x -> x.matmul(Tensor.literal(a)), normal(1, a.shape().extent(0), 99), 5000, Key.of(1))
                .largest();
    }

    private static UnaryOperator<Tensor> step(Array a, double h) {
        Tensor m = Tensor.literal(a);
        return z -> z.minus(z.matmul(m).relu().matmul(m.transpose()).times(h));
    }

    /** Lecture 12: explicit Euler of the dissipative flow is 1-Lipschitz up to h = 2/(L‖A‖²), and beyond it is not. */
    @Test
    void theCertifiedStepIsTheLargest() {
        for (int seed = 0; seed < 4; seed++) {
            Array a = normal(6, 4, 20 + seed);
            double square = norm(a) * norm(a);
            Array points = normal(400, 6, 40 + seed);
            double at =
                    Stretching.of(step(a, 2 / square), points, 300, Key.of(2)).largest();
            assertThat(at).isLessThanOrEqualTo(1 + 1e-12);
            double beyond =
                    Stretching.of(step(a, 2.2 / square), points, 300, Key.of(2)).largest();
            assertThat(beyond).isGreaterThan(1.1);
        }
    }

    @Test
    void theBoundOfTheNormIsOneAndNotFarOff() {
        for (int seed = 0; seed < 5; seed++) {
            Array a = normal(12, 7, 60 + seed);
            double bound = Program.of(Fused.executor(), x -> List.of(Dissipative.squaredNorm(x.get(0))))
                    .call(a)
                    .item();
            double square = norm(a) * norm(a);
            assertThat(bound).isGreaterThanOrEqualTo(square * (1 - 1e-12));
            assertThat(bound).isLessThanOrEqualTo(square * Math.pow(7, 0.25));
        }
    }

    /** Whatever the weights have become, in float32 too. */
    @Test
    void aDissipativeLayerNeverStretches() {
        Network net = Network.of(Shape.of(6), new Dissipative(9, Activations.RELU, 1, 1))
                .as(DType.FLOAT64);
        for (double scale : new double[] {1e-3, 1, 50}) {
            double[] theta = net.initialArray(Key.of(3)).toDoubles();
            for (int i = 0; i < theta.length; i++) {
                theta[i] *= scale;
            }
            Tensor parameters = Tensor.literal(Array.vector(theta));
            double largest = Stretching.of(x -> net.apply(parameters, x), normal(200, 6, 5), 200, Key.of(4))
                    .largest();
            assertThat(largest).isLessThanOrEqualTo(1 + 1e-12).isGreaterThan(0.9);
        }
        assertThatThrownBy(() -> Network.of(Shape.of(2, 2), new Dissipative(3, Activations.TANH)))
                .isInstanceOf(ShapeException.class);
    }

    /**
     * Theorem 12.1 with μ the smallest singular value, and non-expansive as its conclusion: leaky slopes c on an injective A contract at least at {@code c·μ²}; for A with a kernel some distance stays.
     */
    @Test
    void theDissipativeFlowContractsAtTheRateOfTheSmallestSingularValue() {
        Array a = Array.of(Shape.of(2, 3), new double[] {1, 0.5, 0, -0.3, 0.8, 1.1});
        Tensor m = Tensor.literal(a);
        double c = 0.1;
        Array pair = Array.of(Shape.of(2, 2), new double[] {1, 2, 1.1, 1.7});
        Solution s = Ode.of((t, z) -> {
                    Tensor pre = z.matmul(m);
                    return pre.maximum(pre.times(c)).matmul(m.transpose()).negate();
                })
                .solver(new DormandPrince8(1e-10, 1e-12))
                .solve(pair, 0, 2);
        double gram = 1 + 0.25;
        double other = 0.09 + 0.64 + 1.21;
        double mixed = -0.3 + 0.4;
        double smallest = (gram + other) / 2 - Math.sqrt(Math.pow((gram - other) / 2, 2) + mixed * mixed);
        double before = Math.hypot(0.1, 0.3);
        Array end = s.lastArray();
        double after = Math.hypot(end.get(0) - end.get(2), end.get(1) - end.get(3));
        assertThat(after / before).isLessThanOrEqualTo(Math.exp(-c * smallest * 2) * (1 + 1e-9));
        assertThat(after).isPositive();
    }

    @Test
    void theSkewFlowKeepsNormsAndDampingIsItsRate() {
        Array w = normal(4, 4, 7);
        Tensor skew = Tensor.literal(w).minus(Tensor.literal(w).transpose());
        Array start = normal(1, 4, 8);
        for (double damping : new double[] {0, 0.3}) {
            Solution s = Ode.of((t, z) -> z.matmul(skew).minus(z.times(damping)))
                    .solver(new DormandPrince8(1e-12, 1e-14))
                    .solve(start, 0, 3);
            assertThat(length(s.lastArray())).isCloseTo(length(start) * Math.exp(-3 * damping), within(1e-10));
        }
        Network layer = Network.of(Shape.of(4), new Skew(x -> x, 0.1, 0.2)).as(DType.FLOAT64);
        assertThat(layer.values(layer.initialArray(Key.of(1)), start).isFinite())
                .isTrue();
    }

    private static double length(Array x) {
        double sum = 0;
        for (int i = 0; i < x.shape().size(); i++) {
            sum += x.get(i) * x.get(i);
        }
        return Math.sqrt(sum);
    }

    // ------------------------------------------------------------------ Hamiltonian

    /** The pendulum, {@code H = p²/2 − cos q}. */
    private static final Separable PENDULUM =
            Separable.hamiltonian(p -> p.square().times(0.5), q -> q.cos().negate());

    private static double energyError(Solver solver, double h, double duration) {
        int steps = (int) Math.round(duration / h);
        Solution s = Ode.of(PENDULUM).solver(solver).steps(steps).solve(Array.vector(1, 0.5), 0, duration);
        Array all = s.ysArray();
        double start = 0.125 - Math.cos(1);
        double worst = 0;
        for (int i = 0; i <= steps; i++) {
            double energy = all.get(2 * i + 1) * all.get(2 * i + 1) / 2 - Math.cos(all.get(2 * i));
            worst = Math.max(worst, Math.abs(energy - start));
        }
        return worst;
    }

    @Test
    void energyErrorsHaveTheOrderOfTheMethod() {
        for (Solver solver : new Solver[] {new SymplecticEuler(), new Verlet(), new Yoshida()}) {
            double slope = Math.log(energyError(solver, 0.1, 10) / energyError(solver, 0.025, 10)) / Math.log(4);
            assertThat(slope).as(solver + "").isCloseTo(solver.order(), within(0.1));
        }
    }

    /** Ten times the time: the energy of symplectic methods stays within its band, that of the classical Runge-Kutta method drifts in proportion. */
    @Test
    void energyDoesNotDrift() {
        for (Solver solver : new Solver[] {new Verlet(), new Yoshida()}) {
            assertThat(energyError(solver, 0.1, 500)).isLessThan(1.2 * energyError(solver, 0.1, 50));
        }
        assertThat(energyError(new RungeKutta4(), 0.1, 500)).isGreaterThan(5 * energyError(new RungeKutta4(), 0.1, 50));
    }

    @Test
    void splittingsArePathsOfTheirOrder() {
        for (Solver solver : new Solver[] {new SymplecticEuler(), new Verlet(), new Yoshida()}) {
            double coarse = distance(solver, 100);
            double fine = distance(solver, 200);
            assertThat(Math.log(coarse / fine) / Math.log(2)).as(solver + "").isCloseTo(solver.order(), within(0.15));
        }
        assertThatThrownBy(
                        () -> Ode.of((t, y) -> y).solver(new Verlet()).steps(3).solve(Array.vector(1, 2), 0, 1))
                .hasMessageContaining("Separable");
        assertThatThrownBy(() -> Ode.of(PENDULUM).solver(new Verlet()).steps(3).solve(Array.vector(1, 2, 3), 0, 1))
                .isInstanceOf(ShapeException.class);
    }

    private static double distance(Solver solver, int steps) {
        Array exact = Ode.of(PENDULUM)
                .solver(new DormandPrince8(1e-13, 1e-14))
                .solve(Array.vector(1, 0.5), 0, 5)
                .lastArray();
        Array got = Ode.of(PENDULUM)
                .solver(solver)
                .steps(steps)
                .solve(Array.vector(1, 0.5), 0, 5)
                .lastArray();
        return Math.hypot(got.get(0) - exact.get(0), got.get(1) - exact.get(1));
    }

    /** (12.15) with tanh: a Hamiltonian network is Verlet's method on its field, and its energy slope is 2. */
    @Test
    void aHamiltonianNetworkKeepsItsEnergy() {
        double[] slopes = new double[2];
        for (int i = 0; i < 2; i++) {
            double h = 0.1 / (1 << i);
            Hamiltonian layer = new Hamiltonian(8, Activations.TANH, new Verlet(), (int) Math.round(5 / h), h);
            Network net = Network.of(Shape.of(8), layer).as(DType.FLOAT64);
            Array theta = net.initialArray(Key.of(12));
            Array x = normal(3, 8, 13);
            Array y = net.values(theta, x);
            slopes[i] = Math.abs(energy(theta, x) - energy(theta, y));
        }
        assertThat(Math.log(slopes[0] / slopes[1]) / Math.log(2)).isCloseTo(2, within(0.2));
    }

    /** {@code Σ log cosh(A₁p) + Σ log cosh(A₂q)}, biases being 0 at the start. */
    private static double energy(Array theta, Array y) {
        Program energy = Program.of(Fused.executor(), leaves -> {
            Tensor t = leaves.get(0);
            Tensor a1 = t.slice(0, 0, 32).reshape(4, 8);
            Tensor a2 = t.slice(0, 40, 72).reshape(4, 8);
            Tensor z = leaves.get(1);
            return List.of(logCosh(z.slice(1, 4, 8).matmul(a1))
                    .sum()
                    .plus(logCosh(z.slice(1, 0, 4).matmul(a2)).sum()));
        });
        return energy.call(theta, y).item();
    }

    private static Tensor logCosh(Tensor x) {
        return x.plus(x.times(-2).softplus());
    }

    /** Euler's method on a Hamiltonian system is none of these: its energy grows. */
    @Test
    void eulerGainsEnergy() {
        assertThat(energyError(new Euler(), 0.05, 20)).isGreaterThan(10 * energyError(new SymplecticEuler(), 0.05, 20));
    }
}
