package dev.lemma.optim.finitesum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.hypothesis.Hypotheses;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.loss.Regularizers;
import dev.lemma.core.network.Network;
import dev.lemma.optim.constrained.ProjectedStochasticGradient;
import dev.lemma.optim.constrained.Projection;
import dev.lemma.optim.descent.LBfgs;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.descent.StrongWolfe;
import dev.lemma.optim.objective.FiniteSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * SVRG and SAGA against their theorems, on sums whose terms have gradients with Lipschitz constant L and are μ-strongly
 * convex: least squares (L = 1 + μ) and logistic regression (L = ¼ + μ) on rows of length 1, both with ½μ‖x‖², μ = 0.1.
 */
class VarianceReductionTest {

    private static final int N = 50;
    private static final int P = 5;
    private static final int SEEDS = 20;
    private static final double MU = 0.1;

    private record Problem(FiniteSum sum, double lipschitz, double[] minimum, double least) {

        static Problem of(FiniteSum sum, double lipschitz) {
            Minimum found = new LBfgs(10, new StrongWolfe(0.9), new Stopping(200, 1e-9))
                    .minimize(sum, Array.vector(new double[P]));
            assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
            return new Problem(sum, lipschitz, found.point().toDoubles(), found.value());
        }

        double squaredDistance(Array x) {
            double squares = 0;
            for (int j = 0; j < P; j++) {
                squares += (x.get(j) - minimum[j]) * (x.get(j) - minimum[j]);
            }
            return squares;
        }
    }

    private static Array rows() {
        double[] a = new double[N * P];
        Randomness.normal(Key.of(1), a);
        for (int i = 0; i < N; i++) {
            double squares = 0;
            for (int j = 0; j < P; j++) {
                squares += a[i * P + j] * a[i * P + j];
            }
            for (int j = 0; j < P; j++) {
                a[i * P + j] /= Math.sqrt(squares);
            }
        }
        return Array.of(Shape.of(N, P), a);
    }

    /** Targets that no x fits: gradients of single terms do not vanish at the minimum. */
    private static Array targets() {
        double[] b = new double[N];
        Randomness.normal(Key.of(2), b);
        return Array.of(Shape.of(N), b);
    }

    private static Problem leastSquares() {
        Tensor a = Tensor.literal(rows());
        Tensor b = Tensor.literal(targets());
        FiniteSum sum = FiniteSum.of(DType.FLOAT64, P, N, (x, rows) -> a.gather(0, rows)
                .matmul(x.expand(1))
                .squeeze(1)
                .minus(b.gather(0, rows))
                .square()
                .times(0.5)
                .plus(x.square().sum().times(MU / 2)));
        return Problem.of(sum, 1 + MU);
    }

    private static Problem logistic() {
        double[] classes =
                Arrays.stream(targets().toDoubles()).map(Math::signum).toArray();
        Tensor a = Tensor.literal(rows());
        Tensor y = Tensor.literal(Array.vector(classes));
        FiniteSum sum = FiniteSum.of(DType.FLOAT64, P, N, (x, rows) -> a.gather(0, rows)
                .matmul(x.expand(1))
                .squeeze(1)
                .times(y.gather(0, rows))
                .negate()
                .softplus()
                .plus(x.square().sum().times(MU / 2)));
        return Problem.of(sum, 0.25 + MU);
    }

    private static Array start() {
        return Array.vector(2, -1, 1, 0, 2);
    }

    /** The slope of log y over its places, from a line. */
    private static double slope(double[] y) {
        double meanX = (y.length - 1) / 2.0;
        double meanY = Arrays.stream(y).map(Math::log).average().orElseThrow();
        double top = 0;
        double bottom = 0;
        for (int k = 0; k < y.length; k++) {
            top += (k - meanX) * (Math.log(y[k]) - meanY);
            bottom += (k - meanX) * (k - meanX);
        }
        return top / bottom;
    }

    @Test
    void svrgContractsAsItsTheoremSays() {
        for (Problem problem : List.of(leastSquares(), logistic())) {
            int epochs = 12;
            Svrg method =
                    new Svrg(0.1 / problem.lipschitz(), (int) Math.ceil(50 * problem.lipschitz() / MU), epochs, 0);
            double alpha = method.contraction(problem.lipschitz(), MU);
            assertThat(alpha).isBetween(0.49, 0.5);
            double[] gaps = new double[epochs + 1];
            for (int seed = 0; seed < SEEDS; seed++) {
                double[] values = method.minimize(
                                problem.sum(), start(), Key.of(3).at(seed))
                        .values();
                for (int s = 0; s <= epochs; s++) {
                    gaps[s] += (values[s] - problem.least()) / SEEDS;
                }
            }
            for (int s = 0; s <= epochs; s++) {
                assertThat(gaps[s]).as("epoch %d", s).isLessThanOrEqualTo(Math.pow(alpha, s) * gaps[0] + 1e-15);
            }
        }
    }

    @Test
    void sagaContractsAsItsTheoremSays() {
        for (Problem problem : List.of(leastSquares(), logistic())) {
            int passes = 60;
            double l = problem.lipschitz();
            Saga method = new Saga(1 / (3 * l), passes, 0);
            double[] distances = new double[passes + 1];
            for (int seed = 0; seed < SEEDS; seed++) {
                List<Array> points = new ArrayList<>();
                method.minimize(problem.sum(), start(), Key.of(4).at(seed), (iterate, point) -> points.add(point));
                for (int k = 0; k <= passes; k++) {
                    distances[k] += problem.squaredDistance(points.get(k)) / SEEDS;
                }
            }
            double perStep = 1 - Math.min(1 / (4.0 * N), MU / (3 * l));
            double first =
                    distances[0] + 2 * N / (3 * l) * (problem.sum().value(start().toDoubles()) - problem.least());
            for (int k = 0; k <= passes; k++) {
                assertThat(distances[k])
                        .as("pass %d", k)
                        .isLessThanOrEqualTo(Math.pow(perStep, (double) k * N) * first);
            }
            assertThat(slope(Arrays.copyOf(distances, 20))).isLessThan(N * Math.log(perStep));
            assertThat(distances[passes]).isLessThan(1e-15);
        }
    }

    /** At SAGA's rate single gradients alone come near and stay there: the distance after 60 and 90 passes is that after 30. */
    @Test
    void plainStochasticGradientsDoNotConvergeLinearly() {
        Problem problem = leastSquares();
        double rate = 1 / (3 * problem.lipschitz());
        double[] distances = new double[3];
        for (int seed = 0; seed < SEEDS; seed++) {
            for (int third = 0; third < 3; third++) {
                Array last = new ProjectedStochasticGradient(rate, 30 * N * (third + 1))
                        .run(
                                problem.sum().oracle(),
                                Projection.none(),
                                start(),
                                Key.of(5).at(seed))
                        .last();
                distances[third] += problem.squaredDistance(last) / SEEDS;
            }
        }
        double first = problem.squaredDistance(start())
                + 2 * N / (3 * problem.lipschitz()) * (problem.sum().value(start().toDoubles()) - problem.least());
        assertThat(distances[2])
                .isGreaterThan(10 * Math.pow(1 - 1 / (4.0 * N), 90 * N) * first); // what SAGA is held to
        assertThat(distances[2]).isGreaterThan(0.01).isBetween(distances[0] / 3, distances[0] * 3);
        assertThat(distances[1]).isBetween(distances[0] / 3, distances[0] * 3);
    }

    @Test
    void bothFindTheMinimumOfARiskAndAreDeterministic() {
        Network network = Network.of(Shape.of(P), Hypotheses.linear(1)).as(DType.FLOAT64);
        Dataset data = Dataset.of(rows(), targets().reshape(N, 1));
        FiniteSum risk = FiniteSum.risk(network, Losses.HALF_SQUARE, data, Regularizers.l2(MU));
        double[] expected = leastSquares().minimum();
        List<FiniteSumMinimizer> methods = List.of(new Saga(0.3, 200, 1e-10), new Svrg(0.1, 500, 100, 1e-10));
        for (FiniteSumMinimizer method : methods) {
            Minimum found = method.minimize(risk, start(), Key.of(6));
            assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
            assertThat(found.point().toDoubles()).containsExactly(expected, within(1e-8));
            assertThat(method.minimize(risk, start(), Key.of(6)).point()).isEqualTo(found.point());
            assertThat(method.minimize(risk, start(), Key.of(7)).point()).isNotEqualTo(found.point());
        }
    }

    /** SAGA with every mean added up from the table, and SVRG with every step up to the snapshot, on the same draws. */
    @Test
    void stepsAreTheirFormulas() {
        FiniteSum sum = logistic().sum();
        Key key = Key.of(9);
        double rate = 0.7;
        double[][] table = new double[N][P];
        double[] x = start().toDoubles();
        for (int i = 0; i < N; i++) {
            sum.evaluateTerm(i, x, table[i]);
        }
        for (int k = 0; k < 2 * N; k++) {
            int i = Randomness.below(key, k, N);
            double[] gradient = new double[P];
            sum.evaluateTerm(i, x, gradient);
            for (int j = 0; j < P; j++) {
                int column = j;
                double mean = Arrays.stream(table)
                        .mapToDouble(g -> g[column])
                        .average()
                        .orElseThrow();
                x[j] -= rate * (gradient[j] - table[i][j] + mean);
            }
            table[i] = gradient;
        }
        Minimum saga = new Saga(rate, 2, 0).minimize(sum, start(), key);
        assertThat(saga.point().toDoubles()).containsExactly(x, within(1e-12));
        assertThat(saga.evaluations()).isEqualTo(N + 2 * N + 3 * N);

        double[] snapshot = start().toDoubles();
        int inner = 40;
        int steps = 0;
        for (int epoch = 0; epoch < 2; epoch++) {
            double[] whole = new double[P];
            sum.evaluate(snapshot, whole);
            double[] w = snapshot.clone();
            int chosen = Randomness.below(key.at(epoch).of("snapshot"), 0, inner);
            for (int t = 0; t < chosen; t++, steps++) {
                int i = Randomness.below(key.at(epoch).of("terms"), t, N);
                double[] here = new double[P];
                double[] there = new double[P];
                sum.evaluateTerm(i, w, here);
                sum.evaluateTerm(i, snapshot, there);
                for (int j = 0; j < P; j++) {
                    w[j] -= rate * (here[j] - there[j] + whole[j]);
                }
            }
            snapshot = w;
        }
        Minimum svrg = new Svrg(rate, inner, 2, 0).minimize(sum, start(), key);
        assertThat(svrg.point().toDoubles()).containsExactly(snapshot, within(1e-12));
        assertThat(svrg.evaluations()).isEqualTo(3 * N + 2 * steps);
        assertThat(steps).isPositive();
    }

    /** In float32 the table still makes the variance vanish: gradients end at the rounding of that type. */
    @Test
    void inFloat32TooTheVarianceVanishes() {
        Network network = Network.of(Shape.of(P), Hypotheses.linear(1));
        Dataset data = Dataset.of(rows(), targets().reshape(N, 1));
        FiniteSum risk = FiniteSum.risk(network, Losses.HALF_SQUARE, data, Regularizers.l2(MU));
        assertThat(risk.type()).isEqualTo(DType.FLOAT32);
        for (FiniteSumMinimizer method : List.of(new Saga(0.3, 100, 0), new Svrg(0.1, 500, 30, 0))) {
            Minimum found = method.minimize(risk, start(), Key.of(8));
            assertThat(found.gradientNorm()).isLessThan(1e-6);
            assertThat(found.point().toDoubles()).containsExactly(leastSquares().minimum(), within(1e-5));
        }
    }

    @Test
    void divergenceIsSaid() {
        Minimum found = new Saga(50, 100).minimize(leastSquares().sum(), start(), Key.of(0));
        assertThat(found.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(found.point().isFinite()).isTrue();
        assertThat(found.value()).isFinite();
        assertThat(found.message()).contains("smaller rate than 50");
        assertThatThrownBy(() -> new Saga(1, 1).minimize(leastSquares().sum(), Array.vector(1), Key.of(0)))
                .hasMessage("SAGA: the start has 1 numbers, expected 5, the dimension of the objective");
        assertThat(new Svrg(0.5, 100, 1).contraction(1, 0.1)).isInfinite();
    }
}
