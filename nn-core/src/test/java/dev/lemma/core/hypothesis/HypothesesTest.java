package dev.lemma.core.hypothesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.derivative.DerivativeChecks;
import dev.lemma.core.network.Network;
import org.junit.jupiter.api.Test;

class HypothesesTest {

    private static Array features(Layer layer, Array x) {
        Network net = Network.of(x.shape().range(1, x.shape().rank()), layer).as(DType.FLOAT64);
        return net.values(net.initialArray(Key.of(0)), x);
    }

    @Test
    void monomialsOfTwoVariables() {
        Array y = features(new MonomialFeatures(3), Array.matrix(new double[][] {{2, 5}, {-1, 3}}));
        assertThat(y.rows(0, 1).toDoubles()).containsExactly(1, 2, 5, 4, 10, 25, 8, 20, 50, 125);
        assertThat(y.rows(1, 2).toDoubles()).containsExactly(1, -1, 3, 1, -3, 9, -1, 3, -9, 27);
        assertThat(features(new MonomialFeatures(4), DerivativeChecks.normal(1, 2, 5))
                        .shape())
                .isEqualTo(Shape.of(2, 126));
        assertThat(features(new MonomialFeatures(0), DerivativeChecks.normal(1, 2, 5))
                        .toDoubles())
                .containsExactly(1, 1);
        assertThatThrownBy(() -> features(new MonomialFeatures(12), DerivativeChecks.normal(1, 2, 50)))
                .hasMessageContaining("features");
    }

    @Test
    void fourierFeatures() {
        Array y = features(new FourierFeatures(2), Array.matrix(new double[][] {{0.125}}));
        double r = Math.sqrt(0.5);
        double[] expected = {1, r, r, 0, 1};
        for (int i = 0; i < 5; i++) {
            assertThat(y.get(i)).isCloseTo(expected[i], within(1e-15));
        }
    }

    @Test
    void randomFourierFeaturesApproachTheGaussianKernel() {
        Array x = DerivativeChecks.normal(3, 4, 3);
        Array phi = features(new RandomFourierFeatures(20_000, 1.3, Key.of(1)), x);
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                double inner = 0;
                for (int j = 0; j < 20_000; j++) {
                    inner += phi.get(a * 20_000 + j) * phi.get(b * 20_000 + j);
                }
                double distance = 0;
                for (int j = 0; j < 3; j++) {
                    distance += Math.pow(x.get(a * 3 + j) - x.get(b * 3 + j), 2);
                }
                // Standard error at most 1/√20000 = 0.007.
                assertThat(inner).isCloseTo(Math.exp(-distance / (2 * 1.3 * 1.3)), within(0.035));
            }
        }
    }

    @Test
    void numbersOfParameters() {
        Shape plane = Shape.of(2);
        assertThat(Network.of(plane, Hypotheses.linear(1)).parameterCount()).isEqualTo(2);
        assertThat(Network.of(plane, Hypotheses.affine(1)).parameterCount()).isEqualTo(3);
        assertThat(Network.of(plane, Hypotheses.polynomial(3, 1)).parameterCount())
                .isEqualTo(10);
        assertThat(Network.of(plane, Hypotheses.fourier(4, 1)).parameterCount()).isEqualTo(17);
        assertThat(Network.of(plane, Hypotheses.randomFourier(50, 1, Key.of(0), 2))
                        .parameterCount())
                .isEqualTo(100);
        assertThat(Network.of(plane, Hypotheses.fullyConnected(Activations.TANH, 5, 4, 3))
                        .parameterCount())
                .isEqualTo(5 * 3 + 4 * 6 + 3 * 5);
    }

    @Test
    void allAreDifferentiable() {
        for (Layer layer : new Layer[] {
            Hypotheses.polynomial(3, 2),
            Hypotheses.fourier(2, 1),
            Hypotheses.randomFourier(5, 1, Key.of(0), 1),
            Hypotheses.fullyConnected(Activations.TANH, 3, 1)
        }) {
            Network net = Network.of(Shape.of(2), layer).as(DType.FLOAT64);
            DerivativeChecks.check(
                    layer.toString(),
                    at -> net.apply(at.get(0), at.get(1)),
                    DerivativeChecks.away(1, net.parameterCount()),
                    DerivativeChecks.away(2, 3, 2));
        }
    }

    @Test
    void heads() {
        Array x = Array.matrix(new double[][] {{0.5, 2, -1}, {0, -3, -2}});
        assertThat(features(Heads.REGRESSION, x)).isEqualTo(x);
        assertThat(features(Heads.SIGN, x).toDoubles()).containsExactly(1, 1, -1, -1, -1, -1);
        assertThat(features(Heads.ARGMAX, x)).isEqualTo(Array.vector(1, 0));
    }
}
