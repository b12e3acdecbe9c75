package dev.lemma.kernels.tangent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Windows;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.AveragePool2D;
import dev.lemma.core.layer.BatchNorm;
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
import dev.lemma.testkit.golden.Golden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three computations of one kernel agree, on shipped layers and on a user's; stored kernels of stored networks. */
class TangentKernelTest {

    private static Array normal(long seed, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(Shape.of(extents), numbers);
    }

    /** A user's layer: a shared matrix used twice, a learned temperature, an entry-wise positive weight. */
    private static final Layer USERS = (scope, x) -> {
        int d = x.shape().extent(1);
        Tensor w = scope.weight("tied", Shape.of(d, d), d, d, (s, n, m) -> new Law.Normal(1 / Math.sqrt(n)));
        Tensor t = scope.parameter("temperature", Shape.scalar(), new Law.Constant(0.7));
        Tensor p = scope.parameter("positive", Shape.of(d, d), new Law.Normal(0.3));
        Tensor once = x.matmul(w).tanh();
        return once.matmul(w.transpose()).times(t).plus(x.matmul(p.softplus()));
    };

    static Stream<Arguments> networks() {
        Activation softSine = x -> x.sin().softplus();
        Map<String, Network> nets = new LinkedHashMap<>();
        nets.put(
                "dense",
                Network.of(
                        Shape.of(3),
                        Sequential.of(new Dense(7), softSine, new Dense(5), Activations.GELU, new Dense(2))));
        nets.put(
                "dense, mean field",
                Network.of(
                        Shape.of(3),
                        Sequential.of(new Dense(7), softSine, new Dense(5), Activations.TANH, new Dense(2)),
                        Parametrization.MEAN_FIELD));
        nets.put(
                "convolution",
                Network.of(
                        Shape.of(2, 6, 6),
                        Sequential.of(
                                new Convolution2D(4, 3).same(),
                                Activations.TANH,
                                new MaxPool2D(2),
                                new Convolution2D(4, 3).same().groups(2).noBias(),
                                Activations.SILU,
                                new AveragePool2D(3),
                                new Flatten(),
                                new Dense(3))));
        nets.put(
                "normalised, residual",
                Network.of(
                        Shape.of(4),
                        Sequential.of(
                                new Dense(6),
                                new LayerNorm(),
                                new Residual(Sequential.of(new Dense(6), Activations.TANH, new Dense(6)), 0.5),
                                new Dense(2)),
                        Parametrization.NTK));
        nets.put(
                "batch norm, pooling",
                Network.of(
                        Shape.of(1, 5, 5),
                        Sequential.of(
                                new Convolution2D(3, 2),
                                new BatchNorm(),
                                Activations.TANH,
                                new GlobalAveragePool(),
                                new Dense(1))));
        nets.put(
                "attention",
                Network.of(
                        Shape.of(3, 4),
                        Sequential.of(new MultiHeadAttention(2), Activations.TANH, new Flatten(), new Dense(2))));
        nets.put("a user's layer", Network.of(Shape.of(3), Sequential.of(USERS, new Dense(2)), Parametrization.NTK));
        return nets.entrySet().stream().map(e -> {
            Network net = e.getValue().as(DType.FLOAT64);
            return Arguments.of(e.getKey(), net.withState(net.initialState()));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void threeComputationsAgree(String name, Network net) {
        TangentKernelAt kernel = TangentKernel.of(net).at(net.initialArray(Key.of(3)));
        int k = net.output().size();
        Array x = normal(1, net.input().batch(4).extents());
        Array z = normal(2, net.input().batch(3).extents());

        Array structured = kernel.matrix(x, z);

        double[] a = kernel.jacobian(x).toDoubles();
        double[] b = kernel.jacobian(z).toDoubles();
        double[] rates = new double[net.parameterCount()];
        net.parameters().forEach(p -> {
            for (int i = 0; i < p.shape().size(); i++) {
                rates[p.offset() + i] = p.rateScale();
            }
        });
        double largest = 0;
        double[] expected = new double[12 * k * k];
        for (int i = 0; i < 4 * k; i++) {
            for (int j = 0; j < 3 * k; j++) {
                for (int p = 0; p < rates.length; p++) {
                    expected[i * 3 * k + j] += rates[p] * a[i * rates.length + p] * b[j * rates.length + p];
                }
                largest = Math.max(largest, Math.abs(expected[i * 3 * k + j]));
            }
        }
        assertThat(structured.toDoubles()).as(name).containsExactly(expected, within(1e-12 * Math.max(1, largest)));
        for (int j = 0; j < 3 * k; j++) {
            double[] unit = new double[3 * k];
            unit[j] = 1;
            double[] column =
                    kernel.product(x, z, Array.of(Shape.of(3, k), unit)).toDoubles();
            for (int i = 0; i < 4 * k; i++) {
                assertThat(column[i]).isCloseTo(expected[i * 3 * k + j], within(1e-10 * Math.max(1, largest)));
            }
        }
        double[] mean = kernel.gram(x, z).toDoubles();
        double[] own = kernel.gram(x).toDoubles();
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                double trace = 0;
                for (int o = 0; o < k; o++) {
                    trace += expected[(i * k + o) * 3 * k + j * k + o] / k;
                }
                assertThat(mean[i * 3 + j]).isCloseTo(trace, within(1e-12 * Math.max(1, largest)));
            }
            for (int j = 0; j < 4; j++) {
                assertThat(own[i * 4 + j]).isEqualTo(own[j * 4 + i]);
            }
        }
    }

    // ------------------------------------------------------------------ stored kernels

    @Test
    void storedFullyConnectedNetwork() {
        Golden golden = Golden.read("ntk/empirical");
        Layer layer = (scope, x) -> {
            Tensor y = x;
            int[] widths = {4, 8, 6, 2};
            for (int i = 0; i < 3; i++) {
                y = y.matmul(scope.parameter("W" + i, Shape.of(widths[i], widths[i + 1]), new Law.Normal(1))
                                .times(1.3 / Math.sqrt(widths[i])))
                        .plus(scope.parameter("b" + i, Shape.of(widths[i + 1]), new Law.Normal(1))
                                .times(0.4));
                y = i < 2 ? y.erf() : y;
            }
            return y;
        };
        Network net = Network.of(Shape.of(4), layer).as(DType.FLOAT64);
        Map<String, Array> named = new LinkedHashMap<>();
        for (String name : List.of("W0", "b0", "W1", "b1", "W2", "b2")) {
            named.put(name, golden.get("mlp." + name));
        }
        Array theta = net.flat(named);
        Array x1 = golden.get("mlp.x1");
        Array x2 = golden.get("mlp.x2");
        Golden.assertClose("values", net.values(theta, x1), golden.get("mlp.f1"), 1e-12);
        TangentKernelAt kernel = TangentKernel.of(net).at(theta);
        Golden.assertClose("kernel", kernel.blocks(x1, x2), golden.get("mlp.ntk"), 1e-12);
        Golden.assertClose("trace", kernel.gram(x1, x2), golden.get("mlp.ntk_trace"), 1e-12);
    }

    @Test
    void storedConvolutionalNetwork() {
        Golden golden = Golden.read("ntk/empirical");
        Layer layer = (scope, x) -> {
            Tensor filters = scope.parameter("kernel", Shape.of(3, 3, 2, 4), new Law.Normal(1))
                    .permute(3, 2, 0, 1);
            Tensor y = Windows.convolve(
                            x.permute(0, 3, 1, 2),
                            filters,
                            dev.lemma.api.tensor.Window2D.of(3).padding(1),
                            1)
                    .plus(scope.parameter("bias", Shape.of(4), new Law.Normal(1))
                            .reshape(4, 1, 1));
            return Activations.GELU
                    .apply(y)
                    .permute(0, 2, 3, 1)
                    .flattenFrom(1)
                    .matmul(scope.parameter("V", Shape.of(100, 2), new Law.Normal(1)))
                    .plus(scope.parameter("v", Shape.of(2), new Law.Normal(1)));
        };
        Network net = Network.of(Shape.of(5, 5, 2), layer).as(DType.FLOAT64);
        Map<String, Array> named = new LinkedHashMap<>();
        for (String name : List.of("kernel", "bias", "V", "v")) {
            named.put(name, golden.get("cnn." + name));
        }
        Array theta = net.flat(named);
        Array x1 = golden.get("cnn.x1");
        Golden.assertClose("values", net.values(theta, x1), golden.get("cnn.f1"), 1e-12);
        Golden.assertClose(
                "kernel",
                TangentKernel.of(net).at(theta).blocks(x1, golden.get("cnn.x2")),
                golden.get("cnn.ntk"),
                1e-12);
    }

    // ------------------------------------------------------------------ the linearised network

    /** At θ₀ it equals the network with all first derivatives; its own tangent kernel is that of the network, wherever it has moved to. */
    @Test
    void linearisedNetworkHasTheKernelOfItsStart() {
        Network net = Network.of(
                        Shape.of(3), Sequential.of(new Dense(6), Activations.TANH, new Dense(2)), Parametrization.NTK)
                .as(DType.FLOAT64);
        Array start = net.initialArray(Key.of(5));
        TangentKernelAt kernel = TangentKernel.of(net).at(start);
        Network linear = kernel.linearised();
        Array x = normal(7, 4, 3);
        assertThat(linear.initialArray(Key.of(99)).toDoubles()).containsExactly(start.toDoubles());
        assertThat(linear.values(start, x).toDoubles())
                .containsExactly(net.values(start, x).toDoubles(), within(1e-14));
        double[] moved = start.toDoubles();
        double[] direction = normal(8, moved.length).toDoubles();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += direction[i];
        }
        Array away = Array.vector(moved);
        assertThat(TangentKernel.of(linear).at(away).gram(x).toDoubles())
                .containsExactly(kernel.gram(x).toDoubles(), within(1e-11));
        double[] small = start.toDoubles();
        for (int i = 0; i < small.length; i++) {
            small[i] += 1e-5 * direction[i];
        }
        double[] near = linear.values(Array.vector(small), x).toDoubles();
        double[] exact = net.values(Array.vector(small), x).toDoubles();
        double[] zero = net.values(start, x).toDoubles();
        for (int i = 0; i < near.length; i++) {
            assertThat(near[i]).isCloseTo(exact[i], within(1e-8));
            assertThat(Math.abs(near[i] - zero[i])).isGreaterThan(1e-7);
        }
    }

    @Test
    void wrongSizesAreRefused() {
        Network net = Network.of(Shape.of(3), new Dense(2));
        assertThatThrownBy(() -> TangentKernel.of(net).at(normal(1, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("theta has 5 numbers, the network has 8");
        assertThatThrownBy(() -> TangentKernel.of(net).at(normal(1, 8)).gram(normal(1, 4, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected samples");
    }
}
