package dev.lemma.optim.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.optim.descent.FixedStep;
import dev.lemma.optim.descent.GradientDescent;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientFlowTest {

    private static final double C = Math.cos(0.6);
    private static final double S = Math.sin(0.6);
    private static final Array START = Array.vector(1, 2);

    /** {@code ½θᵀAθ} with A = R diag(0.5, 3) Rᵀ, R a rotation. */
    private static final Objective QUADRATIC = Objective.of(DType.FLOAT64, 2, x -> {
        Tensor a = x.at(0, 0).times(C).plus(x.at(0, 1).times(S));
        Tensor b = x.at(0, 1).times(C).minus(x.at(0, 0).times(S));
        return a.square().times(0.25).plus(b.square().times(1.5));
    });

    /** {@code exp(−At)θ₀}. */
    private static double[] exact(double t) {
        double a = Math.exp(-0.5 * t) * (C * START.get(0) + S * START.get(1));
        double b = Math.exp(-3 * t) * (C * START.get(1) - S * START.get(0));
        return new double[] {C * a - S * b, S * a + C * b};
    }

    private static double error(FixedStepMethod method, int steps) {
        Array last = new GradientFlow(method, 1.0 / steps, steps)
                .from(QUADRATIC, START)
                .last();
        double[] expected = exact(1);
        return Math.hypot(last.get(0) - expected[0], last.get(1) - expected[1]);
    }

    @ParameterizedTest
    @EnumSource
    void errorsFallWithTheOrderOfTheMethod(FixedStepMethod method) {
        for (int steps = 32; steps <= 128; steps *= 2) {
            double observed = Math.log(error(method, steps) / error(method, 2 * steps)) / Math.log(2);
            assertThat(observed).as("%d steps", steps).isCloseTo(method.order(), within(0.15));
        }
    }

    @Test
    void rungeKuttaFollowsTheExactSolution() {
        Trajectory path = new GradientFlow(FixedStepMethod.RUNGE_KUTTA_4, 0.01, 400).from(QUADRATIC, START);
        assertThat(path.complete()).isTrue();
        for (int k = 0; k <= 400; k++) {
            assertThat(path.points().rows(k, k + 1).toDoubles())
                    .containsExactly(exact(path.times().get(k)), within(3e-9));
        }
    }

    /** d/dt f = −‖∇f‖², by central differences of the values. */
    @Test
    void valuesFallAsTheSquaredGradient() {
        Trajectory path = new GradientFlow(FixedStepMethod.RUNGE_KUTTA_4, 0.001, 1000).from(QUADRATIC, START);
        for (int k = 1; k < 1000; k++) {
            double slope = (path.values().get(k + 1) - path.values().get(k - 1)) / 0.002;
            double norm = path.gradientNorms().get(k);
            assertThat(slope).isCloseTo(-norm * norm, within(1e-3));
        }
    }

    @Test
    void eulerIsGradientDescent() {
        Objective rosenbrock = Objective.of(DType.FLOAT64, 2, x -> x.at(0, 0)
                .minus(1)
                .square()
                .plus(x.at(0, 1).minus(x.at(0, 0).square()).square().times(100)));
        List<Array> descent = new ArrayList<>();
        new GradientDescent(new FixedStep(1e-3), new Stopping(300, 0))
                .minimize(rosenbrock, Array.vector(-1.2, 1), (iterate, point) -> descent.add(point));
        Trajectory flow = new GradientFlow(FixedStepMethod.EULER, 1e-3, 300).from(rosenbrock, Array.vector(-1.2, 1));
        for (int k = 0; k <= 300; k++) {
            assertThat(flow.points().rows(k, k + 1).reshape(2)).isEqualTo(descent.get(k));
        }
    }

    /** Beyond 2/λ Euler's method runs away; the curve ends at the last finite point and says so. */
    @Test
    void aCurveThatRunsAwayEndsEarly() {
        Objective quartic =
                Objective.of(DType.FLOAT64, 1, x -> x.square().square().sum());
        Trajectory path = new GradientFlow(FixedStepMethod.EULER, 1, 100).from(quartic, Array.vector(2));
        assertThat(path.complete()).isFalse();
        assertThat(path.steps()).isLessThan(10);
        assertThat(path.points().isFinite()).isTrue();
        assertThat(path.message()).contains("take smaller steps than 1.0");
        assertThatThrownBy(() -> new GradientFlow(FixedStepMethod.EULER, 0, 5)).hasMessageContaining("step");
        assertThatThrownBy(() -> new GradientFlow(FixedStepMethod.EULER, 1, 5).from(quartic, START))
                .hasMessageContaining("2 numbers, expected 1");
    }
}
