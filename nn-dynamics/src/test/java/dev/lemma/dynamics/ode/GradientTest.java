package dev.lemma.dynamics.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.testkit.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives through solutions: against stored ones, backpropagation through unrolled steps, and differences. */
class GradientTest {

    private static final Golden STORED = Golden.read("ode/gradient");
    private static final Array THETA = StoredProblems.theta(STORED, "");
    private static final Array START = STORED.get("y0");
    private static final Array TARGET = STORED.get("target");

    private static Ode ode() {
        return Ode.of(StoredProblems.network(), THETA);
    }

    private static Tensor distance(Tensor y) {
        return y.minus(Tensor.literal(TARGET)).square().sum().times(0.5);
    }

    private static void assertStored(String method, Cost.Evaluation e, double tolerance) {
        Golden.assertClose("loss", Array.vector(e.value()), STORED.get(method + ".loss"), tolerance);
        Golden.assertClose("y0", e.gradient().startArray(), STORED.get(method + ".d_y0"), tolerance);
        Golden.assertClose("T", Array.vector(e.gradient().to()), STORED.get(method + ".d_T"), tolerance);
        int at = 0;
        for (String name : List.of("W1", "b1", "c1", "W2", "b2")) {
            Array expected = STORED.get(method + ".d_" + name);
            Array part =
                    e.gradient().thetaArray().rows(at, at + expected.shape().size());
            Golden.assertClose(method + " " + name, part, expected, tolerance);
            at += expected.shape().size();
        }
    }

    @Test
    void gradientsThroughFixedStepsAreTheStoredOnes() {
        assertStored(
                "euler",
                ode().solver(new Euler()).steps(10).cost(GradientTest::distance).at(START, 0, 2),
                1e-12);
        assertStored(
                "midpoint",
                ode().solver(new Midpoint())
                        .steps(10)
                        .cost(GradientTest::distance)
                        .at(START, 0, 2),
                1e-12);
        assertStored(
                "rk4",
                ode().solver(new RungeKutta4())
                        .steps(10)
                        .cost(GradientTest::distance)
                        .at(START, 0, 2),
                1e-12);
    }

    @Test
    void gradientsOfTightSolutionsAreThoseOfTheContinuousProblem() {
        Cost cost = ode().solver(new DormandPrince8(1e-12, 1e-13)).cost(GradientTest::distance);
        assertStored("exact", cost.at(START, 0, 2), 1e-9);
        assertStored("exact", cost.adjoint(START, 0, 2, 1e-8), 1e-9);
        assertStored(
                "exact",
                ode().solver(new Tsitouras5(1e-12, 1e-13))
                        .cost(GradientTest::distance)
                        .at(START, 0, 2),
                1e-9);
    }

    /** One long expression, differentiated as a whole. */
    @Test
    void theGradientIsThatOfBackpropagationThroughTheSteps() {
        int n = 7;
        Program unrolled = Program.of(Fused.executor(), leaves -> {
            Tensor y = leaves.get(0);
            VectorField field = StoredProblems.network().with(leaves.get(1));
            Tensor h = Tensor.constant(y.type(), 2.0 / n);
            for (int i = 0; i < n; i++) {
                Tensor t = Tensor.constant(y.type(), 2.0 * i / n);
                y = new Tsitouras5().step(field, t, y, h, field.at(t, y)).next();
            }
            Tensor c = distance(y);
            List<Tensor> all = new ArrayList<>(List.of(c));
            all.addAll(Derivatives.gradient(c, leaves));
            return all;
        });
        List<Array> expected = unrolled.callAll(List.of(START, THETA));
        Cost.Evaluation e = ode().solver(new Tsitouras5())
                .steps(n)
                .cost(GradientTest::distance)
                .at(START, 0, 2);
        Golden.assertClose("value", Array.vector(e.value()), expected.get(0), 1e-13);
        Golden.assertClose("start", e.gradient().startArray(), expected.get(1), 1e-12);
        Golden.assertClose("theta", e.gradient().thetaArray(), expected.get(2), 1e-12);
    }

    /** Of a number that depends on states within steps, at the start and at the end. */
    @Test
    void costsOfStatesAtSeveralTimesAreDifferentiated() {
        double[] ts = {0, 0.31, 0.9, 0.95, 2};
        Cost cost = ode().solver(new Tsitouras5())
                .steps(6)
                .cost(ts, y -> y.sin().square().sum());
        Cost.Evaluation e = cost.at(START, 0, 2);
        checkAgainstDifferences(cost, e, 1e-7);
    }

    private static void checkAgainstDifferences(Cost cost, Cost.Evaluation e, double tolerance) {
        double h = 1e-5;
        for (int i = 0; i < 3; i++) {
            double[] up = START.toDoubles();
            double[] down = START.toDoubles();
            up[i] += h;
            down[i] -= h;
            double difference = (cost.value(Array.vector(up), 0, 2) - cost.value(Array.vector(down), 0, 2)) / (2 * h);
            assertThat(e.gradient().startArray().get(i)).isCloseTo(difference, within(tolerance));
        }
        for (int i = 0; i < 67; i += 11) {
            double[] up = THETA.toDoubles();
            double[] down = THETA.toDoubles();
            up[i] += h;
            down[i] -= h;
            double difference = (cost.with(Array.vector(up)).value(START, 0, 2)
                            - cost.with(Array.vector(down)).value(START, 0, 2))
                    / (2 * h);
            assertThat(e.gradient().thetaArray().get(i)).isCloseTo(difference, within(tolerance));
        }
    }

    /** With all times inside, those of start and end are compared too. */
    @Test
    void timesOfStartAndEndAreDifferentiated() {
        Cost cost = ode().solver(new Tsitouras5())
                .steps(6)
                .cost(new double[] {0.31, 0.9}, y -> y.sin().square().sum());
        Gradient g = cost.at(START, 0, 2).gradient();
        double h = 1e-5;
        assertThat(g.to())
                .isCloseTo((cost.value(START, 0, 2 + h) - cost.value(START, 0, 2 - h)) / (2 * h), within(1e-9));
        assertThat(g.from()).isCloseTo((cost.value(START, h, 2) - cost.value(START, -h, 2)) / (2 * h), within(1e-8));
        Cost end = ode().solver(new RungeKutta4()).steps(9).cost(GradientTest::distance);
        Gradient atEnd = end.at(START, 0, 2).gradient();
        assertThat(atEnd.to())
                .isCloseTo((end.value(START, 0, 2 + h) - end.value(START, 0, 2 - h)) / (2 * h), within(1e-8));
        assertThat(atEnd.from()).isCloseTo((end.value(START, h, 2) - end.value(START, -h, 2)) / (2 * h), within(1e-8));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    void fewSnapshotsGiveTheSameGradient(int snapshots) {
        Ode all = ode().solver(new RungeKutta4()).steps(23);
        Cost.Evaluation expected = all.cost(GradientTest::distance).at(START, 0, 2);
        Cost.Evaluation e =
                all.snapshots(snapshots).cost(GradientTest::distance).at(START, 0, 2);
        assertThat(e.gradient().thetaArray()).isEqualTo(expected.gradient().thetaArray());
        assertThat(e.gradient().startArray()).isEqualTo(expected.gradient().startArray());
        assertThat(e.gradient().to()).isEqualTo(expected.gradient().to());
    }

    @Test
    void samplesWithStepsOfTheirOwnHaveTheirGradients() {
        VectorField field = (t, y) -> y.times(t.cos()).minus(y.square().times(y).times(0.1));
        Array start = Array.of(Shape.of(3, 2), new double[] {1, 2, 10, -8, 0.1, 0.2});
        double[] ts = {0.4, 1.1, 3};
        Cost own = Ode.of(field)
                .solver(new Tsitouras5(1e-10, 1e-12))
                .perSample()
                .cost(ts, y -> y.sin().sum());
        Cost shared = Ode.of(field).solver(new Tsitouras5(1e-11, 1e-13)).cost(ts, y -> y.sin()
                .sum());
        Gradient a = own.at(start, 0, 3).gradient();
        Gradient b = shared.at(start, 0, 3).gradient();
        Golden.assertClose("start", a.startArray(), b.startArray(), 1e-7);
    }

    @Test
    void secondDerivativesAreThoseOfTheGradient() {
        Array startDirection = Array.vector(0.3, -1, 0.5);
        double[] v = new double[67];
        Randomness.normal(Key.of(3), v);
        Array thetaDirection = Array.vector(v);
        double h = 1e-5;
        for (Cost cost : List.of(
                ode().solver(new Tsitouras5()).steps(5).cost(GradientTest::distance),
                ode().solver(new RungeKutta4()).steps(5).cost(new double[] {0, 0.7, 1.3, 2}, y -> y.sin()
                        .square()
                        .sum()))) {
            Cost.HessianVector hv = cost.hessianVector(START, 0, 2, startDirection, thetaDirection);
            Gradient up = moved(cost, h, startDirection, thetaDirection);
            Gradient down = moved(cost, -h, startDirection, thetaDirection);
            for (int i = 0; i < 3; i++) {
                assertThat(hv.startArray().get(i))
                        .isCloseTo((up.startArray().get(i) - down.startArray().get(i)) / (2 * h), within(1e-6));
            }
            for (int i = 0; i < 67; i++) {
                assertThat(hv.thetaArray().get(i))
                        .isCloseTo((up.thetaArray().get(i) - down.thetaArray().get(i)) / (2 * h), within(1e-6));
            }
        }
    }

    private static Gradient moved(Cost cost, double h, Array startDirection, Array thetaDirection) {
        double[] start = START.toDoubles();
        double[] theta = THETA.toDoubles();
        for (int i = 0; i < start.length; i++) {
            start[i] += h * startDirection.get(i);
        }
        for (int i = 0; i < theta.length; i++) {
            theta[i] += h * thetaDirection.get(i);
        }
        return cost.with(Array.vector(theta)).at(Array.vector(start), 0, 2).gradient();
    }

    /** What contracts forwards explodes backwards: the adjoint equation is refused where its gradient would be wrong in the first digit. */
    @Test
    void theAdjointEquationIsRefusedWhereTheStateIsLost() {
        double[] a = new double[36];
        Randomness.normal(Key.of(5), a);
        Array matrix = Array.of(Shape.of(6, 6), a);
        ParametricField dissipative = (t, z, theta) -> {
            Tensor m = theta.reshape(6, 6);
            return m.transpose()
                    .matmul(m.matmul(z.reshape(6, 1)).tanh())
                    .reshape(6)
                    .negate();
        };
        Array start = Array.vector(1, -0.5, 0.3, 2, -1, 0.7);
        Ode ode = Ode.of(dissipative, matrix.reshape(36)).solver(new Tsitouras5(1e-8, 1e-10));
        Cost cost = ode.cost(z -> z.square().sum());
        Gradient steps = cost.at(start, 0, 6).gradient();
        Gradient tight = ode.solver(new DormandPrince8(1e-12, 1e-13))
                .cost(z -> z.square().sum())
                .at(start, 0, 6)
                .gradient();
        Golden.assertClose("through the steps", steps.thetaArray(), tight.thetaArray(), 1e-5);
        assertThatThrownBy(() -> cost.adjoint(start, 0, 6, 1e-3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("adjoint");
    }

    @Test
    void binomialCheckpointingMakesAsFewStepsAsAnyCanDo() {
        for (int n = 1; n <= 40; n++) {
            for (int s = 1; s <= 8; s++) {
                long[] made = {0};
                int[] next = {n - 1};
                int[] at = {0};
                new Reversal(new Reversal.Visitor() {
                            @Override
                            public void restore(int slot, int step) {
                                at[0] = step;
                            }

                            @Override
                            public void store(int slot, int step) {
                                assertThat(at[0]).isEqualTo(step);
                            }

                            @Override
                            public void advance(int step) {
                                assertThat(at[0]).isEqualTo(step);
                                at[0]++;
                                made[0]++;
                            }

                            @Override
                            public void reverse(int step) {
                                assertThat(step).isEqualTo(next[0]--);
                                assertThat(at[0]).isEqualTo(step);
                            }
                        })
                        .run(0, n, 0, s - 1);
                assertThat(next[0]).isEqualTo(-1);
                assertThat(made[0]).as("n = " + n + ", s = " + s).isEqualTo(least(n, s));
            }
        }
    }

    private static final long[][] LEAST = new long[41][9];

    /** By trying all places of the next snapshot. */
    private static long least(int n, int s) {
        if (n <= 1) {
            return 0;
        }
        if (s == 1) {
            return (long) n * (n - 1) / 2;
        }
        if (LEAST[n][s] == 0) {
            long best = Long.MAX_VALUE;
            for (int m = 1; m < n; m++) {
                best = Math.min(best, m + least(n - m, s - 1) + least(m, s));
            }
            LEAST[n][s] = best;
        }
        return LEAST[n][s];
    }

    @Test
    void mistakesAreRefused() {
        Solution s = ode().solve(START, 0, 2);
        assertThatThrownBy(() -> s.pullback(Array.vector(1, 2))).hasMessageContaining("expected [3]");
        assertThatThrownBy(() -> s.pullback(new double[] {3}, Array.zeros(START.type(), Shape.of(1, 3))))
                .hasMessageContaining("goes from");
        assertThatThrownBy(() -> ode().cost(y -> y).at(START, 0, 2)).hasMessageContaining("scalar");
        assertThatThrownBy(() -> ode().cost(new double[0], y -> y.sum())).hasMessageContaining("time");
        assertThatThrownBy(() -> Ode.of((t, y) -> y.square()).cost(Tensor::sum).at(Array.vector(1), 0, 2))
                .isInstanceOf(IllegalStateException.class);
    }
}
