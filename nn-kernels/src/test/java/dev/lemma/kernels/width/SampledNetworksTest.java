package dev.lemma.kernels.width;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.RefusalException;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.AveragePool2D;
import dev.lemma.core.layer.Concatenation;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.GlobalAveragePool;
import dev.lemma.core.layer.LayerNorm;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.MultiHeadAttention;
import dev.lemma.core.layer.Residual;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.tangent.TangentKernel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Finite networks of the very object whose limit is computed: means over random starts of {@code f(x) f(x′)} and of the empirical tangent kernel, within 4 standard
 * errors and the width's bias.
 */
class SampledNetworksTest {

    private static final int NETWORKS = 120;

    private static Dense dense(int out) {
        return new Dense(out)
                .weight((s, n, m) -> new Law.Normal(1.3 / Math.sqrt(n)))
                .bias((s, n, m) -> new Law.Normal(0.3));
    }

    /** One line, and a kink that nobody declares. */
    private static final Activation SOFT_SINE = x -> x.sin().softplus();

    private static final Activation BENT =
            x -> x.minus(0.4).abs().minus(x.times(0.3)).minimum(1.5);

    /** A user's layer of known primitives: root-mean-square normalisation and a gated skip. */
    private static final Layer USERS = (scope, x) -> {
        int d = x.shape().extent(1);
        Tensor rms = x.square().mean(1).plus(0.1).sqrt().expand(-1);
        Tensor w = scope.weight("mix", Shape.of(d, d), d, d, (s, n, m) -> new Law.Normal(1 / Math.sqrt(n)));
        return x.dividedBy(rms).times(0.5).plus(x.tanh().matmul(w));
    };

    static Stream<Arguments> networks() {
        int w = 96;
        return Stream.of(
                Arguments.of(
                        "softplus of a sine",
                        Shape.of(3),
                        Sequential.of(dense(w), SOFT_SINE, dense(w), SOFT_SINE, dense(1))),
                Arguments.of("kinks", Shape.of(3), Sequential.of(dense(w), BENT, dense(w), BENT, dense(1))),
                Arguments.of(
                        "normalised, residual",
                        Shape.of(3),
                        Sequential.of(
                                dense(w),
                                new LayerNorm(),
                                new Residual(Sequential.of(dense(w), Activations.GELU, dense(w)), 0.7),
                                Activations.TANH,
                                dense(1))),
                Arguments.of(
                        "side by side",
                        Shape.of(3),
                        Sequential.of(
                                Concatenation.of(
                                        1,
                                        Sequential.of(dense(w), Activations.RELU),
                                        Sequential.of(dense(w / 2), Activations.COS)),
                                dense(1))),
                Arguments.of("a user's layer", Shape.of(3), Sequential.of(dense(w), USERS, Activations.ELU, dense(1))),
                Arguments.of(
                        "images",
                        Shape.of(2, 5, 5),
                        Sequential.of(
                                new Convolution2D(w, 3).same().bias((s, n, m) -> new Law.Normal(0.2)),
                                Activations.RELU,
                                new AveragePool2D(2).stride(1),
                                new Convolution2D(w, 2).circular().stride(2),
                                Activations.SILU,
                                new GlobalAveragePool(),
                                dense(1))));
    }

    private static Array inputs(Shape sample) {
        double[] numbers = new double[3 * sample.size()];
        dev.lemma.api.random.Randomness.normal(Key.of(11), numbers);
        System.arraycopy(numbers, 0, numbers, 2 * sample.size(), sample.size() / 2);
        return Array.of(sample.batch(3), numbers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void layersAndActivations(String name, Shape sample, Layer layer) {
        compare(name, Network.of(sample, layer, Parametrization.NTK).as(DType.FLOAT64), NETWORKS, 0.04);
    }

    /** In all four the limit of the same layers, at their widths. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Parametrization.class)
    void parametrizations(Parametrization parametrization) {
        Layer layer = Sequential.of(dense(96), Activations.ERF, dense(96), Activations.RELU, dense(1));
        compare(
                parametrization.toString(),
                Network.of(Shape.of(3), layer, parametrization).as(DType.FLOAT64),
                NETWORKS,
                0.04);
    }

    /** Means of both kernels at the start; {@code bias} is the share that a width of about 100 may differ by. */
    private static void compare(String name, Network net, int networks, double bias) {
        Array x = inputs(net.input());
        List<Array> limit = InfiniteWidth.of(net).arrays(x);
        double[][] sums = new double[2][9];
        double[][] squares = new double[2][9];
        for (int seed = 0; seed < networks; seed++) {
            Array theta = net.initialArray(Key.of(seed));
            double[] f = net.values(theta, x).toDoubles();
            Array tangent = TangentKernel.of(net).at(theta).gram(x);
            for (int i = 0; i < 9; i++) {
                double product = f[i / 3] * f[i % 3];
                sums[0][i] += product;
                squares[0][i] += product * product;
                sums[1][i] += tangent.get(i);
                squares[1][i] += tangent.get(i) * tangent.get(i);
            }
        }
        for (int kernel = 0; kernel < 2; kernel++) {
            double scale = Math.max(limit.get(kernel).get(0), limit.get(kernel).get(4));
            for (int i = 0; i < 9; i++) {
                double mean = sums[kernel][i] / networks;
                double error = Math.sqrt(Math.max(0, squares[kernel][i] / networks - mean * mean) / networks);
                double difference = Math.abs(mean - limit.get(kernel).get(i));
                assertThat(difference)
                        .as(
                                "%s, %s at %d: %s against the limit %s",
                                name,
                                kernel == 0 ? "NNGP" : "NTK",
                                i,
                                mean,
                                limit.get(kernel).get(i))
                        .isLessThanOrEqualTo(4 * error + bias * scale);
            }
        }
    }

    // ------------------------------------------------------------------ what has no limit

    static Stream<Arguments> refused() {
        Layer tied = (scope, x) -> {
            int d = x.shape().extent(1);
            Tensor w = scope.weight("tied", Shape.of(d, d), d, d, (s, n, m) -> new Law.Normal(1 / Math.sqrt(n)));
            return x.matmul(w).tanh().matmul(w);
        };
        return Stream.of(
                Arguments.of(
                        Shape.of(1, 4, 4),
                        Sequential.of(
                                new Convolution2D(4, 3).same(),
                                Activations.RELU,
                                new MaxPool2D(2),
                                new Flatten(),
                                dense(1)),
                        "after \"0/weight\", \"0/bias\": the maximum of random numbers has no limit in closed form"),
                Arguments.of(
                        Shape.of(3, 4),
                        Sequential.of(new MultiHeadAttention(2), new Flatten(), dense(1)),
                        "a product of two random fields"),
                Arguments.of(
                        Shape.of(3),
                        Sequential.of(dense(8), Activations.RELU, new LayerNorm(), Activations.TANH, dense(1)),
                        "centre before a nonlinearity"),
                Arguments.of(
                        Shape.of(3), Sequential.of(dense(8), tied, dense(1)), "the parameter \"1/tied\" is used twice"),
                Arguments.of(
                        Shape.of(2, 4, 4),
                        Sequential.of(
                                new Convolution2D(4, 3).same(),
                                new Convolution2D(4, 3).groups(4),
                                new Flatten(),
                                dense(1)),
                        "depthwise filters"),
                Arguments.of(Shape.of(1, 4, 4), Sequential.of(new Convolution2D(4, 3)), "end with a dense layer"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void networksWithoutALimitAreRefusedWithTheReason(Shape sample, Layer layer, String reason) {
        assertThatThrownBy(() -> InfiniteWidth.of(Network.of(sample, layer)))
                .isInstanceOf(RefusalException.class)
                .hasMessageStartingWith("infinite width: ")
                .hasMessageContaining(reason);
    }

    @Test
    void badInputsAreRefused() {
        Limit limit = InfiniteWidth.of(Network.of(Shape.of(3), Sequential.of(dense(8), Activations.RELU, dense(1))));
        assertThatThrownBy(() -> limit.arrays(Array.of(Shape.of(2, 4), new double[8])))
                .hasMessageContaining("expected samples [3]");
        assertThatThrownBy(() -> limit.arrays(Array.of(Shape.of(1, 3), new double[] {1, Double.NaN, 0})))
                .hasMessageContaining("NaN");
    }
}
