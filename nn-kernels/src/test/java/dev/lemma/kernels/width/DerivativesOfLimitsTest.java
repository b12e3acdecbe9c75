package dev.lemma.kernels.width;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.LayerNorm;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.Gram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels of infinitely wide networks as functions of the points and of the initial variances: their derivatives against quotients of differences, and finite where they may not exist. */
class DerivativesOfLimitsTest {

    private static final Activation SOFT_SINE = x -> x.sin().softplus();

    private static final Activation BENT =
            x -> x.minus(0.4).abs().minus(x.times(0.3)).minimum(1.5);

    private static Dense dense(double weight, double bias) {
        return new Dense(8)
                .weight((s, n, m) -> new Law.Normal(weight / Math.sqrt(n)))
                .bias((s, n, m) -> bias == 0 ? new Law.Constant(0) : new Law.Normal(bias));
    }

    private static Limit limit(Parametrization parametrization, Layer... layers) {
        return InfiniteWidth.of(
                Network.of(Shape.of(3), Sequential.of(layers), parametrization).as(DType.FLOAT64));
    }

    static Stream<Arguments> activations() {
        return Stream.of(
                Arguments.of("relu", Activations.RELU),
                Arguments.of("erf", Activations.ERF),
                Arguments.of("gelu", Activations.GELU),
                Arguments.of("sine", Activations.SIN),
                Arguments.of("tanh", Activations.TANH),
                Arguments.of("softplus of a sine", SOFT_SINE),
                Arguments.of("kinks", BENT));
    }

    private static Array points(int seed, int n) {
        double[] x = new double[3 * n];
        Randomness.normal(Key.of(seed), x);
        return Array.of(Shape.of(n, 3), x);
    }

    private static double weighted(Array k, Array c) {
        double sum = 0;
        for (int i = 0; i < k.shape().size(); i++) {
            sum += k.get(i) * c.get(i);
        }
        return sum;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("activations")
    void inThePoints(String name, Activation activation) {
        Limit limit =
                limit(Parametrization.NTK, dense(1.3, 0.3), activation, dense(1.2, 0.2), activation, dense(1, 0.1));
        Array x = points(1, 2);
        Array z = points(2, 3);
        Array c = points(3, 2).reshape(2, 3);
        for (Kernel kernel : List.of(limit.nngp(), limit.ntk())) {
            Gram gram = Gram.of(kernel);
            Array gradient = gram.pointGradient(x, z, c);
            for (int i = 0; i < 6; i++) {
                double h = 1e-4;
                double[] up = x.toDoubles();
                double[] down = x.toDoubles();
                up[i] += h;
                down[i] -= h;
                double quotient = (weighted(gram.matrix(Array.of(x.shape(), up), z), c)
                                - weighted(gram.matrix(Array.of(x.shape(), down), z), c))
                        / (2 * h);
                assertThat(gradient.get(i))
                        .as(name + " coordinate " + i)
                        .isCloseTo(quotient, within(3e-6 * Math.max(1, Math.abs(quotient))));
            }
        }
    }

    /** A softplus of a sine has a kink's suspect at every multiple of π: right, but slow. */
    static Stream<Arguments> quick() {
        return activations().filter(arguments -> arguments.get()[1] != SOFT_SINE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quick")
    void inTheVariances(String name, Activation activation) {
        boolean closed = activation instanceof Activations && activation != Activations.TANH;
        for (Parametrization parametrization :
                closed ? List.of(Parametrization.NTK, Parametrization.STANDARD) : List.of(Parametrization.NTK)) {
            Array x = points(1, 2);
            Array z = points(2, 3);
            Array c = points(3, 2).reshape(2, 3);
            Limit limit = limit(parametrization, dense(1.3, 0.3), activation, dense(1.2, 0.2))
                    .adjustable();
            for (Kernel kernel : List.of(limit.nngp(), limit.ntk())) {
                Gram gram = Gram.of(kernel);
                double[] values = gram.hyperparameters(3).stream()
                        .mapToDouble(p -> p.value())
                        .toArray();
                assertThat(values).hasSize(4);
                double[] gradient = gram.parameterGradient(x, z, c);
                for (int p = 0; p < 4; p++) {
                    double h = 1e-4 * values[p];
                    double[] up = values.clone();
                    double[] down = values.clone();
                    up[p] += h;
                    down[p] -= h;
                    double quotient = (weighted(gram.at(up).matrix(x, z), c)
                                    - weighted(gram.at(down).matrix(x, z), c))
                            / (2 * h);
                    assertThat(gradient[p])
                            .as(name + " " + gram.hyperparameters(3).get(p))
                            .isCloseTo(quotient, within(1e-6 * Math.max(1, Math.abs(quotient))));
                }
            }
            // At other values it is the limit of a network that starts so.
            Limit other = limit(parametrization, dense(1.5, 0.3), activation, dense(1.2, 0.2));
            for (boolean tangent : new boolean[] {false, true}) {
                Gram gram = Gram.of(tangent ? limit.ntk() : limit.nngp());
                double[] values = gram.hyperparameters(3).stream()
                        .mapToDouble(p -> p.value())
                        .toArray();
                assertThat(gram.hyperparameters(3).get(0).name()).isEqualTo("0/weight variance");
                values[0] *= 1.5 * 1.5 / (1.3 * 1.3);
                Array expected = other.arrays(x, z).get(tangent ? 1 : 0);
                Array moved = gram.at(values).matrix(x, z);
                for (int i = 0; i < 6; i++) {
                    assertThat(moved.get(i))
                            .as(name + " " + parametrization)
                            .isCloseTo(expected.get(i), within(1e-11 * Math.abs(expected.get(i))));
                }
            }
        }
    }

    /** Equal, opposite, parallel, zero and doubled points: whatever the depth and the size of the weights, all numbers are finite. */
    @Test
    void finiteEverywhere() {
        double[] rows = {1, 2, -1, 1, 2, -1, -1, -2, 1, 3, 6, -3, 0, 0, 0, 1 + 1e-9, 2, -1, 0.3, -1, 0.2};
        Array x = Array.of(Shape.of(7, 3), rows);
        Array c = Array.full(DType.FLOAT64, Shape.of(7, 7), 1);
        for (Activation activation : List.of(Activations.RELU, Activations.ERF, Activations.GELU)) {
            for (double weight : new double[] {1, 16}) {
                for (double bias : new double[] {0, 0.1}) {
                    Dense dense = dense(weight, bias);
                    finite(
                            limit(Parametrization.NTK, dense, activation, dense, activation, dense)
                                    .adjustable(),
                            x,
                            c);
                }
            }
        }
        for (Activation activation : List.of(Activations.TANH, BENT)) {
            finite(
                    limit(Parametrization.NTK, dense(16, 0), activation, dense(1, 0))
                            .adjustable(),
                    x,
                    c);
        }
        finite(
                limit(Parametrization.NTK, dense(1, 0), new LayerNorm(), Activations.RELU, dense(1, 0))
                        .adjustable(),
                x,
                c);
    }

    @Test
    void finiteAtDepthOneHundred() {
        finiteAtDepth(100);
    }

    @Test
    @Tag("slow")
    void finiteAtDepthOneThousand() {
        finiteAtDepth(1000);
    }

    private static void finiteAtDepth(int depth) {
        double[] rows = {1, 2, -1, 1, 2, -1, -1, -2, 1, 0, 0, 0, 0.3, -1, 0.2};
        Array x = Array.of(Shape.of(5, 3), rows);
        Array c = Array.full(DType.FLOAT64, Shape.of(5, 5), 1);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            layers.add(new Dense(8)
                    .weight((s, n, m) -> new Law.Normal(Math.sqrt(2.0 / n)))
                    .noBias());
            layers.add(Activations.RELU);
        }
        layers.add(dense(1, 0.1));
        Limit limit = limit(Parametrization.NTK, layers.toArray(new Layer[0]));
        for (Kernel kernel : List.of(limit.nngp(), limit.ntk())) {
            assertThat(Gram.of(kernel).pointGradient(x, x, c).isFinite()).isTrue();
        }
    }

    private static void finite(Limit limit, Array x, Array c) {
        for (Kernel kernel : List.of(limit.nngp(), limit.ntk())) {
            Gram gram = Gram.of(kernel);
            assertThat(gram.matrix(x).isFinite()).isTrue();
            assertThat(gram.pointGradient(x, x, c).isFinite()).isTrue();
            assertThat(gram.parameterGradient(x, c))
                    .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        }
    }
}
