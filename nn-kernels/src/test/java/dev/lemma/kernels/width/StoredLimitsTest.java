package dev.lemma.kernels.width;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.json.Json;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.AveragePool2D;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.GlobalAveragePool;
import dev.lemma.core.layer.Parallel;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.testkit.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of shipped layers against 40-digit recursions, all stored cases. */
class StoredLimitsTest {

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String stem) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("reference"))) {
            folder = folder.getParent();
        }
        try {
            return (Map<String, Object>)
                    Json.parse(Files.readString(folder.resolve("reference/ntk/" + stem + ".json")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static Activation activation(String name, Map<String, Object> p) {
        return switch (name) {
            case "leaky_relu" -> Activations.leakyRelu(number(p.get("alpha")));
            case "abs" -> Tensor::abs;
            case "monomial" -> x -> x.pow(number(p.get("degree")));
            case "sigmoid_like" ->
                x -> x.times(1 / 2.4020563531719796).erf().plus(1).times(0.5);
            case "erf" ->
                x -> x.times(number(p.getOrDefault("b", 1.0)))
                        .erf()
                        .times(number(p.getOrDefault("a", 1.0)))
                        .plus(number(p.getOrDefault("c", 0.0)));
            case "sin" ->
                x -> x.times(number(p.getOrDefault("b", 1.0)))
                        .plus(number(p.getOrDefault("c", 0.0)))
                        .sin()
                        .times(number(p.getOrDefault("a", 1.0)));
            case "cos" ->
                x -> x.times(number(p.getOrDefault("b", 1.0)))
                        .plus(number(p.getOrDefault("c", 0.0)))
                        .cos()
                        .times(number(p.getOrDefault("a", 1.0)));
            default -> Activations.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    static Dense dense(int out, double weightStd, double biasStd) {
        Dense dense = new Dense(out).weight((s, n, m) -> new Law.Normal(weightStd / Math.sqrt(n)));
        return biasStd == 0 ? dense.noBias() : dense.bias((s, n, m) -> new Law.Normal(biasStd));
    }

    private static List<Layer> connected(Activation activation, int hidden, double weightStd, double biasStd) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < hidden; i++) {
            layers.add(dense(6, weightStd, biasStd));
            layers.add(activation);
        }
        layers.add(dense(1, weightStd, biasStd));
        return layers;
    }

    private static Limit limit(Shape input, List<Layer> layers) {
        return InfiniteWidth.of(
                Network.of(input, new Sequential(layers), Parametrization.NTK).as(DType.FLOAT64));
    }

    @SuppressWarnings("unchecked")
    static Stream<Arguments> fullyConnected() {
        return ((List<Map<String, Object>>) json("fc").get("cases")).stream().map(c -> Arguments.of(c.get("key"), c));
    }

    @SuppressWarnings("unchecked")
    @ParameterizedTest(name = "{0}")
    @MethodSource("fullyConnected")
    void fullyConnectedNetworks(String key, Map<String, Object> c) {
        Golden golden = Golden.read("ntk/fc");
        Array x1 = golden.get("x1");
        Array x2 = golden.get("x2");
        Limit limit = limit(
                Shape.of(x1.shape().extent(1)),
                connected(
                        activation((String) c.get("activation"), (Map<String, Object>) c.get("parameters")),
                        (int) number(c.get("hidden_layers")),
                        number(c.get("W_std")),
                        number(c.get("b_std"))));
        List<Array> cross = limit.arrays(x1, x2);
        List<Array> own = limit.arrays(x1);
        close(key + " nngp12", cross.get(0), golden.get(key + ".nngp12"), 1e-11);
        close(key + " ntk12", cross.get(1), golden.get(key + ".ntk12"), 1e-11);
        close(key + " nngp11", own.get(0), golden.get(key + ".nngp11"), 1e-11);
        close(key + " ntk11", own.get(1), golden.get(key + ".ntk11"), 1e-11);
    }

    private static void close(String what, Array actual, Array expected, double tolerance) {
        double[] sizes =
                Arrays.stream(expected.toDoubles()).map(Math::abs).sorted().toArray();
        double floor = sizes[sizes.length / 2] / 1000;
        for (int i = 0; i < sizes.length; i++) {
            double e = expected.get(i);
            assertThat(actual.get(i))
                    .as("%s entry %d", what, i)
                    .isCloseTo(e, within(tolerance * Math.max(Math.abs(e), floor)));
        }
    }

    // ------------------------------------------------------------------ depth

    @SuppressWarnings("unchecked")
    static Stream<Arguments> deep() {
        return ((Map<String, Map<String, Object>>) json("deep").get("cases"))
                .entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deep")
    void deepNetworks(String key, Map<String, Object> c) {
        Golden golden = Golden.read("ntk/deep");
        Array x = golden.get("x");
        List<Array> own = limit(
                        Shape.of(x.shape().extent(1)),
                        connected(
                                activation((String) c.get("activation"), Map.of()),
                                (int) number(c.get("hidden_layers")),
                                number(c.get("W_std")),
                                number(c.get("b_std"))))
                .arrays(x);
        assertThat(own.get(0).isFinite() && own.get(1).isFinite()).isTrue();
        Golden.assertClose(key + " nngp", own.get(0), golden.get(key + ".nngp"), 1e-12);
        Golden.assertClose(key + " ntk", own.get(1), golden.get(key + ".ntk"), 1e-10);
    }

    // ------------------------------------------------------------------ images

    @SuppressWarnings("unchecked")
    private static List<Layer> layers(List<List<Object>> written) {
        List<Layer> layers = new ArrayList<>();
        for (List<Object> part : written) {
            layers.add(layer((String) part.get(0), (Map<String, Object>) part.get(1)));
        }
        return layers;
    }

    @SuppressWarnings("unchecked")
    private static Layer layer(String name, Map<String, Object> p) {
        return switch (name) {
            case "conv" -> {
                List<Number> kernel = (List<Number>) p.get("kernel");
                List<Number> strides = (List<Number>) p.get("strides");
                double weightStd = number(p.get("W_std"));
                double biasStd = number(p.get("b_std"));
                Convolution2D layer = new Convolution2D(
                                5, kernel.get(0).intValue(), kernel.get(1).intValue())
                        .stride(strides.get(0).intValue(), strides.get(1).intValue())
                        .weight((s, n, m) -> new Law.Normal(weightStd / Math.sqrt(n)));
                layer = biasStd == 0 ? layer.noBias() : layer.bias((s, n, m) -> new Law.Normal(biasStd));
                yield switch ((String) p.get("padding")) {
                    case "SAME" -> layer.same();
                    case "CIRCULAR" -> layer.same().circular();
                    default -> layer;
                };
            }
            case "dense" ->
                dense((int) number(p.getOrDefault("out", 3)), number(p.get("W_std")), number(p.get("b_std")));
            case "flatten" -> new Flatten();
            case "identity" -> Activations.IDENTITY;
            case "global_avg_pool" -> new GlobalAveragePool();
            case "avg_pool" -> {
                int k = ((List<Number>) p.get("kernel")).get(0).intValue();
                yield new AveragePool2D(k)
                        .stride(((List<Number>) p.get("strides")).get(0).intValue());
            }
            case "residual" ->
                Parallel.of(
                        new Sequential(layers((List<List<Object>>) p.get("branch"))),
                        new Sequential(layers((List<List<Object>>) p.get("shortcut"))));
            case "layer_norm" -> normalised(((String) p.get("over")).contains("pixels"), number(p.get("eps")));
            default -> activation(name, p);
        };
    }

    /** Without gain and shift, over the channels or over all of a sample. */
    private static Layer normalised(boolean pixels, double epsilon) {
        return (scope, x) -> {
            int[] axes = pixels ? IntStream.range(1, x.rank()).toArray() : new int[] {1};
            Shape kept = x.shape();
            for (int axis : axes) {
                kept = kept.with(axis, 1);
            }
            Tensor centred = x.minus(x.mean(axes).reshape(kept));
            Tensor variance = centred.square().mean(axes).reshape(kept);
            return centred.dividedBy(variance.plus(epsilon).sqrt());
        };
    }

    private static Array channelsFirst(Array x) {
        int n = x.shape().extent(0);
        int h = x.shape().extent(1);
        int w = x.shape().extent(2);
        int c = x.shape().extent(3);
        double[] moved = new double[x.shape().size()];
        for (int i = 0; i < moved.length; i++) {
            int channel = i % c;
            int pixel = i / c % (h * w);
            moved[(i / (c * h * w) * c + channel) * h * w + pixel] = x.get(i);
        }
        return Array.of(Shape.of(n, c, h, w), moved);
    }

    @SuppressWarnings("unchecked")
    static Stream<Arguments> images() {
        return ((Map<String, List<List<Object>>>) json("conv").get("nets"))
                .entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void convolutionalNetworks(String key, List<List<Object>> written) {
        Golden golden = Golden.read("ntk/conv");
        boolean vectors =
                !written.toString().contains("conv") && !written.toString().contains("pool");
        Array x1 = vectors ? golden.get("xv1") : channelsFirst(golden.get("x1"));
        Array x2 = vectors ? golden.get("xv2") : channelsFirst(golden.get("x2"));
        Limit limit = limit(x1.shape().range(1, x1.shape().rank()), layers(written));
        List<Array> cross = limit.arrays(x1, x2);
        List<Array> own = limit.arrays(x1);
        Golden.assertClose(key + " nngp12", cross.get(0), golden.get(key + ".nngp12"), 1e-11);
        Golden.assertClose(key + " ntk12", cross.get(1), golden.get(key + ".ntk12"), 1e-11);
        if (golden.has(key + ".nngp11")) {
            Golden.assertClose(key + " nngp11", own.get(0), golden.get(key + ".nngp11"), 1e-11);
            Golden.assertClose(key + " ntk11", own.get(1), golden.get(key + ".ntk11"), 1e-11);
        }
    }

    @Test
    void largeWeightsStayFinite() {
        Array x = Array.of(Shape.of(4, 2), new double[] {1, 2, 1, 2, -1, -2, 0, 0});
        for (Activation activation :
                List.of(Activations.RELU, Activations.ERF, Activations.SIN, Activations.GELU, Activations.TANH)) {
            List<Array> kernels =
                    limit(Shape.of(2), connected(activation, 3, 16, 0.1)).arrays(x);
            assertThat(kernels.get(0).isFinite() && kernels.get(1).isFinite())
                    .as("%s", activation)
                    .isTrue();
        }
    }

    /** Many pairs at once, by tiles of a compiled program: the numbers of few pairs at once, float32 to its rounding. */
    @Test
    void tilesEqualSinglePairs() {
        double[] numbers = new double[700 * 3];
        dev.lemma.api.random.Randomness.normal(dev.lemma.api.random.Key.of(3), numbers);
        Array many = Array.of(Shape.of(700, 3), numbers);
        Layer layers = new Sequential(connected(Activations.RELU, 2, 1.4, 0.3));
        Network net = Network.of(Shape.of(3), layers, Parametrization.NTK);
        List<Array> all = InfiniteWidth.of(net.as(DType.FLOAT64)).arrays(many);
        List<Array> narrow = InfiniteWidth.of(net).arrays(many);
        for (int[] pair : new int[][] {{0, 0}, {699, 3}, {3, 699}, {400, 401}, {511, 512}}) {
            List<Array> single = InfiniteWidth.of(net.as(DType.FLOAT64))
                    .arrays(many.rows(pair[0], pair[0] + 1), many.rows(pair[1], pair[1] + 1));
            for (int kernel = 0; kernel < 2; kernel++) {
                double expected = single.get(kernel).get(0);
                assertThat(all.get(kernel).get(pair[0] * 700 + pair[1])).isCloseTo(expected, within(1e-13));
                assertThat(narrow.get(kernel).get(pair[0] * 700 + pair[1])).isCloseTo(expected, within(2e-5));
            }
        }
        assertThat(narrow.get(0).type()).isEqualTo(DType.FLOAT32);
    }
}
