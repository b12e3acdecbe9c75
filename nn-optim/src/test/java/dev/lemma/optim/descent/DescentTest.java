package dev.lemma.optim.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DescentTest {

    private static final Objective QUADRATIC = StoredLbfgsTest.objective("quadratic", DType.FLOAT64);
    private static final Objective ROSENBROCK = StoredLbfgsTest.objective("rosenbrock", DType.FLOAT64);
    private static final Array ROSENBROCK_START = Array.vector(-1.2, 1);

    /** A function of one variable in plain Java. */
    private static Objective scalar(DoubleUnaryOperator f, DoubleUnaryOperator slope) {
        return new Objective() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public double evaluate(double[] x, double[] gradient) {
                gradient[0] = slope.applyAsDouble(x[0]);
                return f.applyAsDouble(x[0]);
            }
        };
    }

    static Stream<Minimizer> minimizers() {
        Stopping stopping = new Stopping(500, 1e-8);
        List<Minimizer> all = new ArrayList<>();
        all.add(new LBfgs(5, new StrongWolfe(0.9), stopping));
        all.add(new LBfgs(5, new Armijo(1), stopping));
        for (ConjugateRule rule : ConjugateRule.values()) {
            all.add(new NonlinearConjugateGradients(rule, new StrongWolfe(0.1), stopping));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void findTheMinimumOfRosenbrocksFunction(Minimizer method) {
        Minimum found = method.minimize(ROSENBROCK, ROSENBROCK_START);
        assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
        assertThat(found.point().get(0)).isCloseTo(1, within(1e-6));
        assertThat(found.point().get(1)).isCloseTo(1, within(1e-6));
        assertThat(found.iterations()).isLessThan(150);
        for (int k = 1; k < found.values().length; k++) {
            assertThat(found.values()[k])
                    .as("iteration %d", k)
                    .isLessThanOrEqualTo(found.values()[k - 1] * (1 + 1e-14));
        }
    }

    /**
     * On a quadratic with exact searches every rule makes the iterates of linear conjugate gradients, and ends after p = 10
     * steps.
     */
    @ParameterizedTest
    @EnumSource
    void conjugateGradientsAreLinearOnAQuadratic(ConjugateRule rule) {
        int p = QUADRATIC.dimension();
        StrongWolfe exact = new StrongWolfe(1e-8);
        List<Array> iterates = new ArrayList<>();
        Minimum found = new NonlinearConjugateGradients(rule, exact, new Stopping(p, 1e-7))
                .minimize(QUADRATIC, Array.vector(new double[p]), (iterate, point) -> iterates.add(point));
        assertThat(found.gradientNorm()).as(found.message()).isLessThan(1e-5);

        double[] x = new double[p];
        double[] r = new double[p]; // −∇f
        QUADRATIC.evaluate(x, r);
        r = Vectors.negated(r);
        double[] atZero = Vectors.negated(r);
        double[] d = r.clone();
        for (int k = 1; k < iterates.size(); k++) {
            double[] ad = new double[p];
            QUADRATIC.evaluate(d, ad);
            Vectors.add(ad, -1, atZero);
            double alpha = Vectors.dot(r, r) / Vectors.dot(d, ad);
            Vectors.add(x, alpha, d);
            double before = Vectors.dot(r, r);
            Vectors.add(r, -alpha, ad);
            double beta = Vectors.dot(r, r) / before;
            double[] next = r.clone();
            Vectors.add(next, beta, d);
            d = next;
            for (int i = 0; i < p; i++) {
                assertThat(iterates.get(k).get(i)).as("%s step %d", rule, k).isCloseTo(x[i], within(1e-6));
            }
        }
    }

    /** After an inexact search they differ, as their formulas say. */
    @Test
    void theRulesAreTheirFormulas() {
        double[] after = {1, 2};
        double[] before = {2, -1};
        double[] direction = {-2, 2};
        assertThat(ConjugateRule.FLETCHER_REEVES.beta(after, before, direction)).isEqualTo(1);
        assertThat(ConjugateRule.POLAK_RIBIERE.beta(after, before, direction)).isEqualTo(1);
        assertThat(ConjugateRule.HESTENES_STIEFEL.beta(after, before, direction))
                .isEqualTo(5 / 8.0);
        assertThat(ConjugateRule.DAI_YUAN.beta(after, before, direction)).isEqualTo(5 / 8.0);
        double[] turned = {1, -2};
        double[] larger = {3, -3};
        assertThat(ConjugateRule.FLETCHER_REEVES.beta(turned, larger, direction))
                .isEqualTo(5 / 18.0);
        assertThat(ConjugateRule.POLAK_RIBIERE.beta(turned, larger, direction)).isZero(); // −4/18 is cut
        assertThat(ConjugateRule.HESTENES_STIEFEL.beta(turned, larger, direction))
                .isEqualTo(-4 / 6.0);
        assertThat(ConjugateRule.DAI_YUAN.beta(turned, larger, direction)).isEqualTo(5 / 6.0);
    }

    /** f(x_k) − f* ≤ L‖x₀ − x*‖²/(2k) for steps 1/L on a convex quadratic, whose L and x* are known. */
    @Test
    void gradientDescentObeysItsBound() {
        Objective f = Objective.of(DType.FLOAT64, 2, x -> x.square()
                .times(Tensor.literal(Array.vector(0.005, 0.5)))
                .sum());
        Minimum found = new GradientDescent(new FixedStep(1), new Stopping(200, 0)).minimize(f, Array.vector(3, 4));
        for (int k = 1; k <= 200; k++) {
            assertThat(found.values()[k]).isLessThanOrEqualTo(25.0 / (2 * k));
            assertThat(found.values()[k]).isCloseTo(0.005 * 9 * Math.pow(0.99, 2 * k), within(1e-12));
        }
        assertThat(found.reason()).isEqualTo(StopReason.ITERATIONS);
    }

    @Test
    void backtrackingAndStrongWolfeServeGradientDescent() {
        for (LineSearch search : List.of(new Armijo(1), new StrongWolfe(0.5))) {
            Minimum found = new GradientDescent(search, new Stopping(2000, 1e-6))
                    .minimize(QUADRATIC, Array.vector(new double[10]));
            assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
        }
    }

    /** The conditions themselves, at every step that a search accepts. */
    @Test
    void acceptedStepsSatisfyTheStrongWolfeConditions() {
        double c1 = 1e-3;
        double c2 = 0.2;
        double[] x = {-1.2, 1};
        double[] gradient = new double[2];
        double value = ROSENBROCK.evaluate(x, gradient);
        for (double unit : new double[] {1e-6, 1e-3, 1, 1e3}) {
            Line line = new Line(ROSENBROCK, x, value, gradient, Vectors.negated(gradient));
            LineSearchResult result = new StrongWolfe(c1, c2, 50, 0).search(line, unit);
            assertThat(result.satisfied()).as(result.problem()).isTrue();
            Trial trial = result.trial();
            assertThat(trial.value())
                    .isLessThanOrEqualTo(
                            value + c1 * trial.step() * line.start().slope());
            assertThat(Math.abs(trial.slope()))
                    .isLessThanOrEqualTo(c2 * Math.abs(line.start().slope()));
        }
    }

    /** With 1 added to f the last digits of values say nothing any more at gradients of 1e-8; slopes do. */
    @Test
    void gradientsBecomeSmallerThanTheRootOfTheRounding() {
        Objective raised = Objective.of(
                DType.FLOAT64,
                2,
                x -> x.minus(0.3).square().sum().plus(x.at(0, 0).exp()).plus(1));
        for (Minimizer method : List.of(
                new LBfgs(5, new StrongWolfe(0.9), new Stopping(60, 1e-12)),
                new NonlinearConjugateGradients(
                        ConjugateRule.POLAK_RIBIERE, new StrongWolfe(0.1), new Stopping(60, 1e-12)))) {
            Minimum found = method.minimize(raised, Array.vector(3, -4));
            assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
        }
    }

    @Test
    void aSearchComesBackFromWhereTheValueIsNotFinite() {
        Objective barrier = scalar(x -> x - Math.log(x), x -> 1 - 1 / x); // NaN for x < 0, minimum at 1
        for (LineSearch search : List.of(new Armijo(40), new StrongWolfe(0.9))) {
            Minimum found = new GradientDescent(search, new Stopping(100, 1e-8)).minimize(barrier, Array.vector(20));
            assertThat(found.point().get(0)).as(found.message()).isCloseTo(1, within(1e-7));
        }
        Minimum far =
                new LBfgs(3).minimize(scalar(x -> -Math.sqrt(1 - x), x -> 0.5 / Math.sqrt(1 - x)), Array.vector(0));
        assertThat(far.point().get(0)).isLessThan(0);
    }

    @Test
    void aWrongGradientEndsTheSearchAtTheLastGoodPoint() {
        Objective wrong = scalar(x -> x * x, x -> -2 * x);
        Minimum found = new LBfgs(3).minimize(wrong, Array.vector(1));
        assertThat(found.reason()).isEqualTo(StopReason.LINE_SEARCH);
        assertThat(found.point().get(0)).isEqualTo(1);
        assertThat(found.value()).isEqualTo(1);
        assertThat(found.message()).startsWith("L-BFGS: iteration 1: 25 steps").contains("is the gradient right?");
        assertThat(found.evaluations()).isEqualTo(26);
    }

    @Test
    void aFixedStepThatDivergesKeepsTheLastFinitePoint() {
        Objective steep = scalar(x -> Math.exp(x * x), x -> 2 * x * Math.exp(x * x));
        Minimum found = new GradientDescent(new FixedStep(1), new Stopping(50, 0)).minimize(steep, Array.vector(2));
        assertThat(found.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(found.point().get(0)).isEqualTo(2);
        assertThat(found.value()).isEqualTo(Math.exp(4));
        assertThat(found.message()).contains("iteration 1", "Infinity");
    }

    @Test
    void aStartThatIsNotFiniteIsSaid() {
        Minimum found = new LBfgs(3).minimize(scalar(Math::log, x -> 1 / x), Array.vector(-1));
        assertThat(found.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(found.iterations()).isZero();
        assertThat(found.message()).contains("begin where the function is finite");
    }

    /** f = x²/2 from 4, half of the way each time: 8, 2, ½, ⅛. The first decrease within 0.375 is the third, and exactly that. */
    @Test
    void aDecreaseThatIsTooSmallEnds() {
        Objective half = scalar(x -> x * x / 2, x -> x);
        Minimum found =
                new GradientDescent(new FixedStep(0.5), new Stopping(500, 0, 0.375)).minimize(half, Array.vector(4));
        assertThat(found.reason()).isEqualTo(StopReason.DECREASE);
        assertThat(found.values()).containsExactly(8, 2, 0.5, 0.125);
        assertThat(found.message()).isEqualTo("gradient descent: iteration 3 lowers the value by 0.375");
        assertThat(found.reason().converged()).isTrue();
        Minimum norm = new GradientDescent(new FixedStep(0.5), new Stopping(500, 1)).minimize(half, Array.vector(4));
        assertThat(norm.gradientNorms()).containsExactly(4, 2, 1);
        assertThat(norm.gradientNorm()).isEqualTo(1);
        assertThat(norm.iterations()).isEqualTo(2);
        assertThat(norm.iterates().get(2)).isEqualTo(new Iterate(2, 0.5, 1, 0.5, 3));
        Minimum last = new GradientDescent(new FixedStep(0.5), new Stopping(2, 0)).minimize(half, Array.vector(4));
        assertThat(last.reason()).isEqualTo(StopReason.ITERATIONS);
        assertThat(last.iterations()).isEqualTo(2);
    }

    /** The first step is 1 where the gradient is small, of length 1 in the sum of coordinates where it is large; later ones aim at the last decrease. */
    @Test
    void conjugateGradientsTryTheStepThatWouldLowerAsMuchAsTheLast() {
        List<Double> asked = new ArrayList<>();
        Objective half = scalar(
                x -> {
                    asked.add(x);
                    return x * x / 8;
                },
                x -> x / 4);
        new NonlinearConjugateGradients(ConjugateRule.POLAK_RIBIERE, new StrongWolfe(0.4, 0.9, 25, 0), new Stopping(2, 0))
                .minimize(half, Array.vector(2));
        // Slope at 2 along -1/2 is -1/4; t = 1 is accepted at once and rises by -1/4 to first order.
        assertThat(asked.subList(0, 2)).containsExactly(2.0, 1.5);
        double gradient = 1.5 / 4;
        double beta = gradient * (gradient - 0.5) / 0.25;
        double direction = -gradient + Math.max(0, beta) * -0.5;
        double t = -0.25 / (gradient * direction);
        assertThat(asked.get(2)).isCloseTo(1.5 + t * direction, within(1e-15));
        asked.clear();
        new NonlinearConjugateGradients(ConjugateRule.POLAK_RIBIERE, new StrongWolfe(0.4, 0.9, 25, 0), new Stopping(1, 0))
                .minimize(half, Array.vector(32));
        assertThat(asked.get(1)).as("32 - (1/8)*8").isEqualTo(31);
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> new StrongWolfe(1e-4, 1, 25, 0))
                .hasMessage("curvature: expected a number in (0, 1), got 1.0");
        assertThatThrownBy(() -> new StrongWolfe(0.5, 0.3, 25, 0))
                .hasMessageContaining("below the curvature 0.3, got 0.5");
        assertThatThrownBy(() -> new Armijo(1, 1, 1e-4, 10)).hasMessageContaining("shrink");
        assertThatThrownBy(() -> new LBfgs(0)).hasMessageContaining("memory");
        assertThatThrownBy(() -> new LBfgs(3).minimize(ROSENBROCK, Array.vector(1)))
                .hasMessage("L-BFGS: the start has 1 numbers, expected 2, the dimension of the objective");
    }
}
