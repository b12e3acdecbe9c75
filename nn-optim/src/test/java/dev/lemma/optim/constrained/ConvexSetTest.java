package dev.lemma.optim.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.linear.Svd;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.GradientOracle;
import dev.lemma.optim.objective.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvexSetTest {

    private static final int P = 12;

    static Stream<ConvexSet> sets() {
        return Stream.of(
                new EuclideanBall(1.5),
                new Simplex(2),
                new L1Ball(1.5),
                new Box(-0.5, 1),
                new NuclearBall(3, 4, 1.5),
                new NuclearBall(4, 3, 1.5),
                new NuclearBall(12, 1, 1.5));
    }

    private static double[] normal(int seed, double scale) {
        double[] x = new double[P];
        Randomness.normal(Key.of(41).at(seed), x);
        return Vectors.scaled(x, scale);
    }

    /**
     * y = Π(x) exactly when y is in the set and ⟨x − y, s − y⟩ ≤ 0 for all s of it, the largest of which the linear minimiser
     * finds: each holds the other to account.
     */
    @ParameterizedTest
    @MethodSource("sets")
    void projectionsSatisfyTheirVariationalInequality(ConvexSet set) {
        for (int seed = 0; seed < 50; seed++) {
            double[] x = normal(seed, seed % 5 == 0 ? 0.05 : 2);
            double[] y = set.project(x);
            assertThat(set.contains(y, 1e-12)).isTrue();
            double[] outward = Vectors.difference(x, y);
            double[] furthest = set.minimizer(Vectors.scaled(outward, -1));
            assertThat(set.contains(furthest, 1e-12)).isTrue();
            assertThat(Vectors.dot(outward, Vectors.difference(furthest, y))).isLessThan(1e-12);
            assertThat(set.project(y)).containsExactly(y, within(1e-13));
        }
    }

    /** No point of the set is further along: tried with projections of many points, and with the minimisers of others. */
    @ParameterizedTest
    @MethodSource("sets")
    void minimisersMinimise(ConvexSet set) {
        double diameter = 0;
        for (int seed = 0; seed < 20; seed++) {
            double[] g = normal(seed, 1);
            double[] s = set.minimizer(g);
            for (int other = 0; other < 40; other++) {
                double[] candidate =
                        other % 2 == 0 ? set.project(normal(1000 + other, 3)) : set.minimizer(normal(other, 1));
                assertThat(Vectors.dot(g, s)).isLessThanOrEqualTo(Vectors.dot(g, candidate) + 1e-12);
                diameter = Math.max(diameter, Vectors.norm(Vectors.difference(s, candidate)));
            }
            diameter = Math.max(diameter, Vectors.norm(Vectors.difference(s, set.minimizer(Vectors.scaled(g, -1)))));
        }
        assertThat(diameter).isLessThanOrEqualTo(set.diameter(P) + 1e-12).isGreaterThan(0.9 * set.diameter(P));
    }

    @Test
    void handWorked() {
        assertThat(new Simplex(1).project(new double[] {0.9, 0.5, -1}))
                .containsExactly(new double[] {0.7, 0.3, 0}, within(1e-15));
        assertThat(new L1Ball(1).project(new double[] {-0.9, 0.5, 0.1}))
                .containsExactly(new double[] {-0.7, 0.3, 0}, within(1e-15));
        assertThat(new L1Ball(1).minimizer(new double[] {1, -3, 2})).containsExactly(0, 1, 0);
        assertThat(new EuclideanBall(1).project(new double[] {3, 4}))
                .containsExactly(new double[] {0.6, 0.8}, within(1e-15));
        assertThat(new EuclideanBall(1).project(new double[] {3e200, 4e200}))
                .containsExactly(new double[] {0.6, 0.8}, within(1e-15));
        assertThat(new NuclearBall(2, 2, 3).project(new double[] {4, 0, 0, -1}))
                .containsExactly(new double[] {3, 0, 0, 0}, within(1e-15));
        assertThat(new NuclearBall(2, 2, 4).project(new double[] {4, 0, 0, -1}))
                .containsExactly(new double[] {3.5, 0, 0, -0.5}, within(1e-15));
        assertThatThrownBy(() -> new NuclearBall(2, 2, 1).project(new double[3]))
                .hasMessageContaining("expected 2·2");
    }

    @Test
    void singularValuesComposeTheMatrix() {
        for (int[] shape : new int[][] {{1, 1}, {1, 6}, {6, 1}, {5, 3}, {3, 5}, {20, 20}, {60, 17}}) {
            for (double scale : new double[] {1, 1e-200, 1e200}) {
                double[] a = new double[shape[0] * shape[1]];
                Randomness.normal(Key.of(7).at(a.length), a);
                double[] scaled = Vectors.scaled(a, scale);
                Svd parts = Svd.of(Array.of(Shape.of(shape[0], shape[1]), scaled));
                assertThat(Vectors.scaled(parts.compose(parts.values()).toDoubles(), 1 / scale))
                        .containsExactly(a, within(1e-13));
                double[] values = parts.values().toDoubles();
                double squares = Arrays.stream(values)
                        .map(v -> (v / scale) * (v / scale))
                        .sum();
                assertThat(squares).isCloseTo(Vectors.dot(a, a), within(1e-12 * squares));
                for (int i = 1; i < values.length; i++) {
                    assertThat(values[i]).isLessThanOrEqualTo(values[i - 1]);
                }
            }
        }
        // Hilbert's matrix of order 4, from a table
        double[] hilbert = new double[16];
        Arrays.setAll(hilbert, i -> 1.0 / (i / 4 + i % 4 + 1));
        assertThat(Svd.values(Array.of(Shape.of(4, 4), hilbert)).toDoubles())
                .containsExactly(
                        new double[] {1.500214280059243, 0.1691412202214500, 0.006738273605760748, 9.670230402258665e-5
                        },
                        within(1e-15));
        assertThat(Svd.values(Array.of(Shape.of(2, 3), new double[6])).toDoubles())
                .containsExactly(0, 0);
    }

    /** A matrix of rank 4 on which rotations of columns turned for ever. */
    @Test
    void singularValuesOfDependentColumnsAreFound() {
        double[] a = {
            0.25, -0.5, 0, 0, 0, 0, 0, //
            0, 0.25, -1, -0.25, 0, 0, 0, //
            0, 0, 0, 0, 0.09375, 0, 0, //
            0, 0.125, 0, 0, -1, 0, 0, //
            0.25, -0.125, 0, 0, 0, 0, 0
        };
        Svd parts = Svd.of(Array.of(Shape.of(5, 7), a));
        assertThat(parts.values().get(3)).isGreaterThan(0.1);
        assertThat(parts.values().get(4)).isCloseTo(0, within(1e-16));
        assertThat(parts.compose(parts.values()).toDoubles()).containsExactly(a, within(1e-15));
        assertThat(parts.compose(Array.vector(1, 1, 1, 1, 1)).toDoubles()).doesNotContain(Double.NaN);
    }

    /** f(x_k) − f* ≤ ‖x₀ − x*‖²·L/(2k), and the minimum is where the gradient mapping vanishes. */
    @ParameterizedTest
    @MethodSource("sets")
    void projectedGradientObeysItsBound(ConvexSet set) {
        double[] b = normal(3, 2);
        double[] weights = new double[P];
        Arrays.setAll(weights, i -> 0.05 + 0.95 * i / (P - 1));
        Objective f = Objective.of(DType.FLOAT64, P, x -> x.minus(Tensor.literal(Array.vector(b)))
                .square()
                .times(Tensor.literal(Array.vector(weights)))
                .sum()
                .times(0.5)); // L = 1
        Minimum found =
                new ProjectedGradient(1, new Stopping(3000, 1e-10)).minimize(f, set, Array.vector(normal(4, 1)));
        assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
        double[] x = found.point().toDoubles();
        double[] gradient = new double[P];
        f.evaluate(x, gradient);
        assertThat(Vectors.dot(gradient, Vectors.difference(x, set.minimizer(gradient))))
                .as("duality gap")
                .isLessThan(1e-9);
        double[] fromStart = Vectors.difference(set.project(normal(4, 1)), x);
        for (int k = 1; k <= found.iterations(); k++) {
            assertThat(found.values()[k] - found.value())
                    .isLessThanOrEqualTo(Vectors.dot(fromStart, fromStart) / (2 * k));
        }
    }

    @Test
    void projectedGradientSaysWhyItEnds() {
        Objective f =
                Objective.of(DType.FLOAT64, 2, x -> x.minus(2).square().sum().times(0.5));
        Minimum slow = new ProjectedGradient(0.01, new Stopping(1000, 0, 1e-3))
                .minimize(f, new EuclideanBall(1), Array.vector(0, -1));
        assertThat(slow.reason()).isEqualTo(StopReason.DECREASE);
        assertThat(new ProjectedGradient(0.1)
                        .minimize(f, new Box(0, 1), Array.vector(0, 5))
                        .point()
                        .toDoubles())
                .containsExactly(1, 1);
        Objective undefined = Objective.of(DType.FLOAT64, 1, x -> x.log().sum());
        Minimum left = new ProjectedGradient(3).minimize(undefined, Projection.none(), Array.vector(1));
        assertThat(left.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(left.point().get(0)).isEqualTo(1);
        assertThat(left.message()).contains("iteration 1", "take smaller steps");
        assertThat(new ProjectedGradient(1)
                        .minimize(undefined, Projection.none(), Array.vector(-1))
                        .reason())
                .isEqualTo(StopReason.NOT_FINITE);
    }

    /** The projected subgradient method: an exact oracle for ‖x − b‖₁ on a ball that does not hold b. */
    @Test
    void subgradientsAreAveraged() {
        Objective f = Objective.of(DType.FLOAT64, 3, x -> x.minus(Tensor.literal(Array.vector(1, -2, 0.5)))
                .abs()
                .sum());
        int steps = 4000;
        StochasticDescent run = ProjectedStochasticGradient.robust(steps, 1, Math.sqrt(3))
                .run(GradientOracle.exact(f), new EuclideanBall(1), Array.vector(0, 0, 0), Key.of(0));
        // With |x₃| < ½ the minimum is that of −x₁ + x₂ + |…| on the sphere: at (1, −1, ½…)-like points; from a fine
        // search
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 20000; i++) {
            double third = i / 20000.0;
            double other = Math.sqrt((1 - third * third) / 2);
            best = Math.min(best, f.value(new double[] {other, -other, third}));
        }
        double gap = f.value(run.average().toDoubles()) - best;
        assertThat(gap).isBetween(-1e-7, Math.sqrt(3) / Math.sqrt(steps));
    }

    @Test
    void setsAreEqualByTheirOptions() {
        assertThat(List.of(new L1Ball(1), new Box(0, 1))).isEqualTo(List.of(new L1Ball(1), new Box(0, 1)));
        assertThatThrownBy(() -> new EuclideanBall(0)).hasMessageContaining("radius");
    }
}
