package dev.lemma.optim.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.optim.Adam;
import dev.lemma.optim.Momentum;
import dev.lemma.optim.Sgd;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleDescentTest {

    private static final Objective ROSENBROCK = Objective.of(DType.FLOAT64, 2, x -> {
        Tensor u = x.at(0, 0);
        Tensor v = x.at(0, 1);
        return u.negate().plus(1).square().plus(v.minus(u.square()).square().times(100));
    });

    /** f = x²/2: heavy ball is a linear recursion, {@code x₊ = x − η·m₊}, {@code m₊ = βm + x}. */
    @Test
    void aRuleWithMemoryFollowsItsRecursion() {
        Objective half = Objective.of(DType.FLOAT64, 1, x -> x.square().sum().times(0.5));
        List<Double> points = new ArrayList<>();
        Minimum end = new RuleDescent(new Momentum(0.1, 0.9), new Stopping(30, 0))
                .minimize(half, Array.vector(2), (iterate, point) -> points.add(point.get(0)));
        double x = 2;
        double m = 0;
        for (int k = 0; k <= 30; k++) {
            assertThat(points.get(k)).isCloseTo(x, within(1e-14));
            assertThat(end.values()[k]).isCloseTo(x * x / 2, within(1e-14));
            m = 0.9 * m + x;
            x -= 0.1 * m;
        }
        assertThat(end.reason()).isEqualTo(StopReason.ITERATIONS);
        assertThat(end.point().get(0)).isEqualTo(points.get(30));
        assertThat(end.evaluations()).isEqualTo(31);
    }

    @Test
    void plainDescentIsGradientDescentWithAFixedStep() {
        Array start = Array.vector(-1.2, 1);
        Stopping stopping = new Stopping(200, 1e-6);
        Minimum rule = new RuleDescent(new Sgd(1e-3), stopping).minimize(ROSENBROCK, start);
        Minimum method = new GradientDescent(new FixedStep(1e-3), stopping).minimize(ROSENBROCK, start);
        assertThat(rule.values()).containsExactly(method.values(), within(1e-10));
        assertThat(start).isEqualTo(Array.vector(-1.2, 1));
    }

    @Test
    void adamReachesTheValleysEnd() {
        Minimum end =
                new RuleDescent(new Adam(0.01), new Stopping(20_000, 1e-6)).minimize(ROSENBROCK, Array.vector(-1.2, 1));
        assertThat(end.reason()).isEqualTo(StopReason.GRADIENT);
        assertThat(end.point().toDoubles()).containsExactly(new double[] {1, 1}, within(1e-5));
    }

    @Test
    void whatLeavesTheFiniteNumbersEndsAtTheLastGoodPoint() {
        Minimum end = new RuleDescent(new Sgd(1), new Stopping(1000, 0)).minimize(ROSENBROCK, Array.vector(-1.2, 1));
        assertThat(end.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(end.point().isFinite()).isTrue();
        assertThat(end.value()).isFinite();
        Objective root = Objective.of(DType.FLOAT64, 1, x -> x.sqrt().sum());
        assertThat(new RuleDescent(new Sgd(1), new Stopping(5, 0))
                        .minimize(root, Array.vector(-1))
                        .reason())
                .isEqualTo(StopReason.NOT_FINITE);
        assertThatThrownBy(() -> new RuleDescent(new Sgd(1), new Stopping(5, 0)).minimize(root, Array.vector(1, 2)))
                .hasMessageContaining("has 2 numbers, expected 1");
    }

    /** f = x²/2 from 4 with rate ½: 4, 2, 1, ½, …; all numbers are exact. */
    @Test
    void endsAsItIsTold() {
        Objective half = Objective.of(DType.FLOAT64, 1, x -> x.square().sum().times(0.5));
        Minimum gradient = new RuleDescent(new Sgd(0.5), new Stopping(10, 1)).minimize(half, Array.vector(4));
        assertThat(gradient.reason()).isEqualTo(StopReason.GRADIENT);
        assertThat(gradient.point().get(0)).isEqualTo(1);
        assertThat(gradient.iterations()).isEqualTo(2);
        assertThat(gradient.gradientNorm()).isEqualTo(1);
        assertThat(gradient.evaluations()).isEqualTo(3);
        assertThat(gradient.iterates())
                .containsExactly(new Iterate(0, 8, 4, 0, 1), new Iterate(1, 2, 2, 1, 2), new Iterate(2, 0.5, 1, 1, 3));
        assertThat(gradient.message()).isEqualTo("rule descent: the gradient has a norm of 1.0, at most 1.0");

        // 0.5 - 0.125 = 0.375 is within 0.375.
        Minimum decrease = new RuleDescent(new Sgd(0.5), new Stopping(10, 0, 0.375)).minimize(half, Array.vector(4));
        assertThat(decrease.reason()).isEqualTo(StopReason.DECREASE);
        assertThat(decrease.point().get(0)).isEqualTo(0.5);
        assertThat(decrease.evaluations()).isEqualTo(4);
        assertThat(decrease.message()).isEqualTo("rule descent: step 3 lowers the value by 0.375");

        Minimum there = new RuleDescent(new Sgd(0.5), new Stopping(10, 4)).minimize(half, Array.vector(4));
        assertThat(there.iterations()).isZero();
        assertThat(there.evaluations()).isEqualTo(1);
    }

    /** f = x²/2 − log(1 − x) has no value from 1 on. */
    @Test
    void countsTheEvaluationThatWasNotFinite() {
        Objective wall = Objective.of(DType.FLOAT64, 1, x -> x.square()
                .times(0.5)
                .minus(x.negate().plus(1).log())
                .sum());
        Minimum start = new RuleDescent(new Sgd(1), new Stopping(5, 0)).minimize(wall, Array.vector(2));
        assertThat(start.message()).contains("the start has a value of NaN", "begin where the function is finite");
        assertThat(start.evaluations()).isEqualTo(1);
        Minimum step = new RuleDescent(new Sgd(2), new Stopping(5, 0)).minimize(wall, Array.vector(-3));
        assertThat(step.reason()).isEqualTo(StopReason.NOT_FINITE);
        assertThat(step.message()).contains("step 1 leads to a value of NaN").contains("a smaller rate?");
        assertThat(step.point().get(0)).isEqualTo(-3);
        assertThat(step.evaluations()).isEqualTo(2);
    }
}
