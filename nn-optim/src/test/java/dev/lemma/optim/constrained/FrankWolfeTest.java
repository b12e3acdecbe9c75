package dev.lemma.optim.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frank-Wolfe against its theorem, at every step, where minimum and curvature constant are known. */
class FrankWolfeTest {

    private static final int STEPS = 1000;

    /**
     * {@code f(x) = ½‖x − b‖²} on a set: the curvature constant is the squared diameter, and the minimum is at the projection.
     */
    private record Case(ConvexSet set, double[] b) {

        Objective objective() {
            return Objective.of(
                    DType.FLOAT64,
                    b.length,
                    x -> x.minus(Tensor.literal(Array.vector(b))).square().sum().times(0.5));
        }

        double minimum() {
            double[] d = Vectors.difference(set.project(b), b);
            return Vectors.dot(d, d) / 2;
        }

        double curvature() {
            double diameter = set.diameter(b.length);
            return diameter * diameter;
        }

        Array start() {
            double[] against = new double[b.length];
            Arrays.setAll(against, i -> b[i] + 0.01 * i);
            return Array.vector(set.minimizer(against)); // an extreme point far from b
        }

        @Override
        public String toString() {
            return set.toString();
        }
    }

    private static double[] normal(int p, int seed) {
        double[] x = new double[p];
        Randomness.normal(Key.of(23).at(seed), x);
        return x;
    }

    /** The targets are in the relative interior, on the boundary and outside. */
    static Stream<Case> cases() {
        double[] uniform = new double[30];
        Arrays.fill(uniform, 2.0 / 30);
        double[] spread = normal(30, 1);
        double[] onSphere = Vectors.scaled(spread, 3 / Vectors.norm(spread));
        double[] onL1 = new double[20];
        Arrays.setAll(onL1, i -> (i % 2 == 0 ? 1 : -1) * 2.0 / 20);
        double[] inBox = new double[12];
        Arrays.setAll(inBox, i -> i % 3 == 0 ? -4 : -1 + 0.25 * i);
        double[] matrix = normal(5 * 7, 2);
        return Stream.of(
                new Case(new Simplex(2), uniform),
                new Case(new Simplex(2), spread),
                new Case(new EuclideanBall(3), onSphere),
                new Case(new EuclideanBall(3), Vectors.scaled(spread, 0.1)),
                new Case(new L1Ball(2), onL1),
                new Case(new L1Ball(2), spread),
                new Case(new Box(-1, 2), inBox),
                new Case(new NuclearBall(5, 7, 3), matrix),
                new Case(new NuclearBall(7, 5, 3), Vectors.scaled(matrix, 0.1)));
    }

    /** The largest (f(x_t) − f*)(t + 2)/(2C_f) over t ≥ first: at most 1, the theorem says. */
    private static double worst(Case c, ConstrainedMinimum found, int first) {
        double worst = 0;
        for (FrankWolfeIterate iterate : found.iterates()) {
            if (iterate.iteration() >= first) {
                worst = Math.max(
                        worst, (iterate.value() - c.minimum()) * (iterate.iteration() + 2) / (2 * c.curvature()));
            }
        }
        return worst;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBoundHoldsAtEveryStep(Case c) {
        for (FrankWolfeStep step : new FrankWolfeStep[] {
            FrankWolfeSteps.OPEN_LOOP, FrankWolfeSteps.EXACT, new ShortStep(1), // L = 1
        }) {
            ConstrainedMinimum found = new FrankWolfe(step, STEPS, 0).minimize(c.objective(), c.set(), c.start());
            assertThat(worst(c, found, 1)).as("%s", step).isLessThanOrEqualTo(1);
            assertThat(worst(c, found, 10)).as("%s", step).isLessThan(0.2);
            double least = Double.POSITIVE_INFINITY;
            for (FrankWolfeIterate iterate : found.iterates()) {
                double suboptimality = iterate.value() - c.minimum();
                assertThat(iterate.gap())
                        .as("t = %d", iterate.iteration())
                        .isGreaterThanOrEqualTo(suboptimality - 1e-12);
                least = Math.min(least, iterate.gap());
                if (iterate.iteration() > 0) {
                    assertThat(least).isLessThanOrEqualTo(27 / 4.0 * c.curvature() / (iterate.iteration() + 2));
                }
            }
            assertThat(c.set().contains(found.point().toDoubles(), 1e-12)).isTrue();
            assertThat(found.gap()).isGreaterThanOrEqualTo(found.value() - c.minimum() - 1e-12);
        }
    }

    /**
     * Wrong oracles have a negative gap, which is an error, or break the bound where the minimum is on the boundary: it is not
     * so loose that anything would pass.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void wrongOraclesAreNoticed(Case c) {
        double[] middle = Vectors.scaled(c.set().project(new double[c.b().length]), 0.5);
        Arrays.setAll(middle, i -> middle[i] + c.start().get(i) / 2);
        LinearMinimization opposite = g -> c.set().minimizer(Vectors.scaled(g, -1));
        assertThatThrownBy(() -> FrankWolfe.openLoop(STEPS).minimize(c.objective(), opposite, Array.vector(middle)))
                .hasMessageContaining("does not minimise");
        if (c.minimum() > 1e-9) {
            LinearMinimization shorter = g -> Vectors.scaled(c.set().minimizer(g), 0.3);
            assertThat(worst(c, FrankWolfe.openLoop(STEPS).minimize(c.objective(), shorter, c.start()), 1))
                    .isGreaterThan(1);
            LinearMinimization neighbour = g -> {
                double[] turned = new double[g.length];
                Arrays.setAll(turned, i -> g[(i + 1) % g.length]);
                return c.set().minimizer(turned);
            };
            assertThat(worstOrNegative(c, neighbour, 10)).isGreaterThan(0.2);
        }
    }

    /** As {@link #worst}, infinite where the method itself finds the oracle wrong or where a gap is too small. */
    private static double worstOrNegative(Case c, LinearMinimization oracle, int first) {
        try {
            ConstrainedMinimum found = FrankWolfe.openLoop(STEPS).minimize(c.objective(), oracle, c.start());
            boolean isBound = found.gap() >= found.value() - c.minimum() - 1e-9;
            return isBound ? worst(c, found, first) : Double.POSITIVE_INFINITY;
        } catch (IllegalStateException negativeGap) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** On the simplex with its centre as the target no method with one vertex a step is faster than 1/(t + 1) − 1/p. */
    @Test
    void theRateIsAttainedOnTheSimplex() {
        int p = 400;
        double[] centre = new double[p];
        Arrays.fill(centre, 1.0 / p);
        Case c = new Case(new Simplex(1), centre);
        for (FrankWolfeStep step : FrankWolfeSteps.values()) {
            ConstrainedMinimum found = new FrankWolfe(step, 200, 0).minimize(c.objective(), c.set(), c.start());
            for (FrankWolfeIterate iterate : found.iterates()) {
                int t = iterate.iteration();
                assertThat(iterate.value()).isGreaterThanOrEqualTo((1.0 / (t + 1) - 1.0 / p) / 2 - 1e-15);
                if (t > 0) {
                    assertThat(iterate.value()).isLessThanOrEqualTo(4.0 / (t + 2));
                }
            }
        }
    }

    /** The iterates of 2/(t + 2) are averages of the minimisers with weights 1, 2, 3, …: the start is forgotten. */
    @Test
    void openLoopStepsAverageTheMinimisers() {
        Objective linear = Objective.of(DType.FLOAT64, 3, x -> x.dot(Tensor.literal(Array.vector(1, -2, 3))));
        ConstrainedMinimum found = FrankWolfe.openLoop(5).minimize(linear, new Box(-1, 1), Array.vector(0.3, 0.2, 0.1));
        assertThat(found.point().toDoubles()).containsExactly(new double[] {-1, 1, -1}, within(1e-15));
        assertThat(found.reason()).isEqualTo(StopReason.GAP);
        assertThat(found.iterations()).isEqualTo(1);
    }

    /** Exact steps on a function that is not quadratic end where the slope is 0. */
    @Test
    void exactStepsMinimiseOnTheSegment() {
        double gamma = FrankWolfeSteps.EXACT.step(0, 2, 1, at -> Math.expm1(3 * at) - 2);
        assertThat(gamma).isCloseTo(Math.log(3) / 3, within(1e-12));
        assertThat(FrankWolfeSteps.EXACT.step(0, 2, 1, at -> at - 2)).isEqualTo(1);
    }

    @Test
    void badInputIsSaid() {
        Objective f = Objective.of(DType.FLOAT64, 2, x -> x.square().sum());
        assertThatThrownBy(() -> FrankWolfe.openLoop(5).minimize(f, new Simplex(1), Array.vector(1, 1)))
                .hasMessageContaining("the start is outside of Simplex[sum=1.0]");
        assertThatThrownBy(() -> FrankWolfe.openLoop(5).minimize(f, new Simplex(1), Array.vector(1)))
                .hasMessageContaining("1 numbers, expected 2");
        assertThatThrownBy(() -> new Box(1, 1)).hasMessageContaining("above low");
        Objective undefined = Objective.of(DType.FLOAT64, 2, x -> x.log().sum());
        ConstrainedMinimum found = FrankWolfe.openLoop(5).minimize(undefined, new Box(-1, 1), Array.vector(0.5, 0.5));
        assertThat(found.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(found.point().toDoubles()).containsExactly(0.5, 0.5);
    }
}
