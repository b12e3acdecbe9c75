package dev.lemma.kernels.width;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.core.activation.Activations;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class PhaseDiagramTest {

    /** E[f(√q z)] by the trapezoidal rule. */
    private static double mean(DoubleUnaryOperator f, double q) {
        double sum = 0;
        double step = 1e-2;
        for (double z = -12; z <= 12; z += step) {
            sum += step * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * f.applyAsDouble(Math.sqrt(q) * z);
        }
        return sum;
    }

    /** ReLU: {@code q* = σ_b²/(1 − σ_w²/2)}, χ₁ = σ_w²/2. */
    @Test
    void reluHasItsClosedForm() {
        PhaseDiagram relu = PhaseDiagram.of(Activations.RELU);
        Phase phase = relu.at(1.9, 0.2);
        assertThat(phase.variance()).isCloseTo(4, within(1e-12));
        assertThat(phase.chi()).isCloseTo(0.95, within(1e-14));
        assertThat(phase.varianceSlope()).isCloseTo(0.95, within(1e-14));
        assertThat(phase.kind()).isEqualTo(Phase.Kind.ORDERED);
        assertThat(phase.correlation()).isEqualTo(1);
        assertThat(phase.correlationLength()).isCloseTo(-1 / Math.log(0.95), within(1e-10));
        assertThat(relu.at(2.5, 0.1).variance()).isInfinite();
        assertThat(relu.at(2.5, 0.1).kind()).isEqualTo(Phase.Kind.CHAOTIC);
        assertThat(relu.at(2, 0).kind()).isEqualTo(Phase.Kind.CRITICAL);
        assertThat(relu.at(2, 0).correlationLength()).isInfinite();
        assertThat(relu.criticalWeightVariance(0.3)).isCloseTo(2, within(1e-12));
    }

    /** erf: {@code χ₁ = (4/π) σ_w²/√(1 + 4q)}. */
    @Test
    void errorFunctionOnTheEdgeOfChaos() {
        PhaseDiagram erf = PhaseDiagram.of(Activations.ERF);
        double critical = erf.criticalWeightVariance(0.05);
        Phase phase = erf.at(critical, 0.05);
        double q = phase.variance();
        assertThat(critical * 4 / Math.PI / Math.sqrt(1 + 4 * q)).isCloseTo(1, within(1e-12));
        assertThat(critical * 2 / Math.PI * Math.asin(2 * q / (1 + 2 * q)) + 0.05)
                .isCloseTo(q, within(1e-12));
        assertThat(phase.kind()).isEqualTo(Phase.Kind.CRITICAL);
    }

    /** By quadrature: fixed points and χ₁ against another rule; the critical σ_w² of tanh at σ_b² = 0.05 is about 1.76 (Pennington et al. 2017). */
    @Test
    void hyperbolicTangent() {
        PhaseDiagram tanh = PhaseDiagram.of(Activations.TANH);
        double critical = tanh.criticalWeightVariance(0.05);
        assertThat(critical).isCloseTo(1.76, within(0.005));
        assertThat(tanh.criticalWeightVariance(0)).isCloseTo(1, within(1e-5));
        for (double weight : new double[] {0.8, critical, 3}) {
            Phase phase = tanh.at(weight, 0.05);
            double q = phase.variance();
            assertThat(weight * mean(u -> Math.tanh(u) * Math.tanh(u), q) + 0.05)
                    .isCloseTo(q, within(1e-12));
            assertThat(weight * mean(u -> Math.pow(Math.cosh(u), -4), q)).isCloseTo(phase.chi(), within(1e-12));
            // d/dq of E f(√q z)² is E[u f(u) f′(u)]/q.
            assertThat(weight * mean(u -> u * Math.tanh(u) * Math.pow(Math.cosh(u), -2), q) / q)
                    .isCloseTo(phase.varianceSlope(), within(1e-11));
        }
        assertThat(tanh.at(0.8, 0.05).kind()).isEqualTo(Phase.Kind.ORDERED);
        Phase chaotic = tanh.at(3, 0.05);
        assertThat(chaotic.kind()).isEqualTo(Phase.Kind.CHAOTIC);
        assertThat(chaotic.correlation()).isBetween(0.1, 0.9);
        assertThat(chaotic.correlationSlope()).isLessThan(1);
        assertThat(chaotic.correlationLength()).isBetween(0.5, 10.0);
    }

    /** Without biases below the transition everything dies out; the length is that of σ_w². */
    @Test
    void fixedPointAtZero() {
        Phase phase = PhaseDiagram.of(Activations.TANH).at(0.5, 0);
        assertThat(phase.variance()).isZero();
        assertThat(phase.chi()).isCloseTo(0.5, within(1e-14));
        assertThat(phase.varianceLength()).isCloseTo(1 / Math.log(2), within(1e-12));
    }

    @Test
    void refuses() {
        PhaseDiagram step = PhaseDiagram.of(x -> x.sign());
        assertThatThrownBy(() -> step.criticalWeightVariance(0.1)).hasMessageContaining("no edge of chaos");
        assertThatThrownBy(() -> step.at(-1, 0)).hasMessageContaining("weight variance");
        assertThatThrownBy(() -> step.at(Double.NaN, 0)).hasMessageContaining("weight variance");
    }
}
