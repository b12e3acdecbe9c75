package dev.lemma.optim.objective;

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
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.hypothesis.Hypotheses;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.loss.Regularizers;
import dev.lemma.core.network.Network;
import dev.lemma.optim.descent.LBfgs;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.descent.StrongWolfe;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectiveTest {

    private static final Network NETWORK = Network.of(Shape.of(3), Hypotheses.fullyConnected(Activations.TANH, 4, 3));

    private static Dataset data() {
        double[] x = new double[12 * 3];
        Randomness.normal(Key.of(1), x);
        double[] y = new double[12];
        for (int i = 0; i < 12; i++) {
            y[i] = i % 3;
        }
        return Dataset.of(Array.of(Shape.of(12, 3), x), Array.vector(y));
    }

    @ParameterizedTest
    @EnumSource
    void theRiskOfANetworkIsTheLossOfItsValues(DType type) {
        Network network = NETWORK.as(type);
        Objective risk = Objective.risk(network, Losses.CROSS_ENTROPY, data(), Regularizers.l2(0.1));
        double[] theta = network.initialArray(Key.of(2)).toDoubles();
        double[] gradient = new double[theta.length];
        double value = risk.evaluate(theta, gradient);

        Array scores = network.values(Array.vector(theta), data().featureArray());
        double expected = 0;
        for (int i = 0; i < 12; i++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.exp(scores.get(3 * i + c));
            }
            expected += (Math.log(sum) - scores.get(3 * i + i % 3)) / 12;
        }
        for (double each : theta) {
            expected += 0.05 * each * each;
        }
        double tolerance = type == DType.FLOAT64 ? 1e-13 : 1e-6;
        assertThat(risk.type()).isEqualTo(type);
        assertThat(value).isCloseTo(expected, within(tolerance));
        assertThat(risk.value(theta)).isCloseTo(value, within(tolerance));

        Objective precise =
                Objective.risk(NETWORK.as(DType.FLOAT64), Losses.CROSS_ENTROPY, data(), Regularizers.l2(0.1));
        for (int i = 0; i < theta.length; i++) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            assertThat(gradient[i])
                    .isCloseTo(
                            (precise.value(up) - precise.value(down)) / 2e-5,
                            within(type == DType.FLOAT64 ? 1e-9 : 1e-5));
        }
    }

    /** The mean of the terms, and of their gradients, is the sum. */
    @Test
    void termsAddUpToTheRisk() {
        Network network = NETWORK.as(DType.FLOAT64);
        FiniteSum sum = FiniteSum.risk(network, Losses.CROSS_ENTROPY, data(), Regularizers.l2(0.1));
        double[] theta = network.initialArray(Key.of(2)).toDoubles();
        double[] whole = new double[theta.length];
        double value = sum.evaluate(theta, whole);
        double[] term = new double[theta.length];
        double[] mean = new double[theta.length];
        double meanValue = 0;
        for (int i = 0; i < sum.terms(); i++) {
            meanValue += sum.evaluateTerm(i, theta, term) / sum.terms();
            for (int j = 0; j < mean.length; j++) {
                mean[j] += term[j] / sum.terms();
            }
        }
        assertThat(sum.terms()).isEqualTo(12);
        assertThat(meanValue).isCloseTo(value, within(1e-14));
        assertThat(mean).containsExactly(whole, within(1e-14));
        assertThatThrownBy(() -> sum.evaluateTerm(12, theta, term)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Draws of the oracle are gradients of terms, each about as often as the others. */
    @Test
    void theOracleDrawsTermsUniformly() {
        Tensor centers = Tensor.literal(Array.vector(0, 1, 2, 3));
        FiniteSum sum = FiniteSum.of(DType.FLOAT64, 1, 4, (x, rows) -> x.minus(centers.gather(0, rows))
                .square()
                .times(0.5));
        int[] counts = new int[4];
        double[] into = new double[1];
        for (int k = 0; k < 4000; k++) {
            sum.oracle().sample(Key.of(3).at(k), new double[] {0}, into);
            counts[(int) -into[0]]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(1000 - 130, 1000 + 130); // 4.7 standard deviations
        }
    }

    /** A network in float32, fitted until its gradient is small. */
    @ParameterizedTest
    @EnumSource
    void lbfgsFitsANetwork(DType type) {
        Network network = NETWORK.as(type);
        Objective risk = Objective.risk(network, Losses.CROSS_ENTROPY, data(), Regularizers.l2(1e-2));
        double tolerance = type == DType.FLOAT64 ? 1e-9 : 1e-5;
        Minimum found = new LBfgs(10, new StrongWolfe(0.9), new Stopping(500, tolerance))
                .minimize(risk, network.initialArray(Key.of(4)));
        assertThat(found.reason()).as(found.message()).isEqualTo(StopReason.GRADIENT);
        assertThat(found.value()).isLessThan(0.5 * found.values()[0]);
        assertThat(network.values(found.point(), data().featureArray()).isFinite())
                .isTrue();
    }

    @Test
    void badInputIsSaid() {
        assertThatThrownBy(() -> Objective.of(DType.FLOAT64, 3, Tensor::square))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected a scalar");
        Tensor matrix = Tensor.input("x", DType.FLOAT64, 2, 2);
        assertThatThrownBy(() -> new TensorObjective(Fused.executor(), matrix, matrix.sum(), Map.of()))
                .hasMessageContaining("expected a vector");
        Objective f = Objective.of(DType.FLOAT64, 3, x -> x.square().sum());
        assertThatThrownBy(() -> f.evaluate(new double[2], new double[3]))
                .hasMessage("objective: the point has 2 numbers, expected 3");
        assertThatThrownBy(() -> f.evaluate(new double[3], new double[2]))
                .hasMessageContaining("gradient has 2 numbers");
        assertThatThrownBy(() -> FiniteSum.of(
                        DType.FLOAT64, 3, 5, (x, rows) -> x.square().sum()))
                .hasMessageContaining("one value for each");
        Dataset broken = data().withTargets(Array.vector(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, Double.NaN));
        assertThatThrownBy(() -> Objective.risk(NETWORK, Losses.CROSS_ENTROPY, broken))
                .hasMessageContaining("not finite");
    }
}
