package dev.lemma.kernels.width;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.RefusalException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.AveragePool2D;
import dev.lemma.core.layer.Concatenation;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.GlobalAveragePool;
import dev.lemma.core.layer.LayerNorm;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.MultiHeadAttention;
import dev.lemma.core.layer.Residual;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Finite networks of the very object whose limit is computed: means over random starts of {@code f(x) f(x′)} and of the tangent kernel, all networks of a kind as one
 * program.
 *
 * <p>Means over networks of width w differ from the limit by {@code c/w + O(1/w²)}. Twice the difference at width 2w less that at width w is free of c: it is 0 within
 * 4 standard errors.
 */
class SampledNetworksTest {

    private static final int NETWORKS = 240;

    /** Of each network; independent given what is before the last weight. */
    private static final int OUTPUTS = 16;

    private static final int TOGETHER = 40;

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

    /** Self-attention with linear scores, four channels in a head; places see themselves and what came before. */
    private static final Layer ATTENTION = (scope, x) -> {
        int places = x.shape().extent(1);
        int width = x.shape().extent(2);
        int heads = width / 4;
        List<Tensor> split = new ArrayList<>();
        for (String name : List.of("query", "key", "value")) {
            split.add(dense(width)
                    .apply(scope.child(name), x)
                    .reshape(x.shape().extent(0), places, heads, 4)
                    .permute(0, 2, 1, 3));
        }
        double[] past = new double[places * places];
        for (int t = 0; t < places; t++) {
            for (int s = 0; s <= t; s++) {
                past[t * places + s] = 1.0 / (t + 1);
            }
        }
        Tensor scores = split.get(0).matmul(split.get(1).transpose()).times(0.5);
        Tensor mask = Tensor.literal(Array.of(Shape.of(places, places), past).as(x.type()));
        Tensor mixed = scores.times(mask.broadcast(scores.shape())).matmul(split.get(2));
        return dense(width)
                .apply(scope.child("output"), mixed.permute(0, 2, 1, 3).reshape(x.shape()));
    };

    /** A kind of network at any width. */
    private interface Kind {
        Layer at(int width);
    }

    private static Arguments kind(String name, Shape sample, Kind kind) {
        return Arguments.of(name, sample, kind);
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                kind(
                        "softplus of a sine",
                        Shape.of(3),
                        w -> Sequential.of(dense(w), SOFT_SINE, dense(w), SOFT_SINE, dense(OUTPUTS))),
                kind("kinks", Shape.of(3), w -> Sequential.of(dense(w), BENT, dense(w), BENT, dense(OUTPUTS))),
                kind(
                        "normalised, residual",
                        Shape.of(3),
                        w -> Sequential.of(
                                dense(w),
                                new LayerNorm(),
                                new Residual(Sequential.of(dense(w), Activations.GELU, dense(w)), 0.7),
                                Activations.TANH,
                                dense(OUTPUTS))),
                kind(
                        "trained gains",
                        Shape.of(3),
                        w -> Sequential.of(
                                dense(w),
                                new LayerNorm(),
                                Activations.RELU,
                                dense(w),
                                new LayerNorm(),
                                SOFT_SINE,
                                dense(OUTPUTS))),
                kind(
                        "side by side",
                        Shape.of(3),
                        w -> Sequential.of(
                                Concatenation.of(
                                        1,
                                        Sequential.of(dense(w), Activations.RELU),
                                        Sequential.of(dense(w / 2), Activations.COS)),
                                dense(OUTPUTS))),
                kind(
                        "a user's layer",
                        Shape.of(3),
                        w -> Sequential.of(dense(w), USERS, Activations.ELU, dense(OUTPUTS))),
                kind(
                        "images",
                        Shape.of(2, 5, 5),
                        w -> Sequential.of(
                                new Convolution2D(w, 3).same().bias((s, n, m) -> new Law.Normal(0.2)),
                                Activations.RELU,
                                new AveragePool2D(2).stride(1),
                                new Convolution2D(w, 2).circular().stride(2),
                                Activations.SILU,
                                new GlobalAveragePool(),
                                dense(OUTPUTS))),
                kind(
                        "images flattened",
                        Shape.of(1, 4, 4),
                        w -> Sequential.of(
                                new Convolution2D(w, 3).same().bias((s, n, m) -> new Law.Normal(0.2)),
                                Activations.ERF,
                                new Convolution2D(w, 3),
                                Activations.RELU,
                                new Flatten(),
                                dense(OUTPUTS))),
                kind(
                        "dropout",
                        Shape.of(3),
                        w -> Sequential.of(
                                dense(w),
                                Activations.RELU,
                                new Dropout(0.3),
                                dense(w),
                                Activations.TANH,
                                new Dropout(0.5),
                                dense(OUTPUTS))),
                kind(
                        "attention",
                        Shape.of(3, 4),
                        w -> Sequential.of(
                                dense(w), new Residual(ATTENTION), Activations.RELU, new Flatten(), dense(OUTPUTS))));
    }

    private static Array inputs(Shape sample) {
        double[] numbers = new double[3 * sample.size()];
        Randomness.normal(Key.of(11), numbers);
        System.arraycopy(numbers, 0, numbers, 2 * sample.size(), sample.size() / 2);
        return Array.of(sample.batch(3), numbers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void layers(String name, Shape sample, Kind kind) {
        compare(name, sample, kind, Parametrization.NTK, sample.rank() == 3 ? 12 : 24);
    }

    /** Every activation there is. */
    @ParameterizedTest
    @EnumSource(Activations.class)
    void activations(Activations activation) {
        compare(
                activation.name(),
                Shape.of(3),
                w -> Sequential.of(dense(w), activation, dense(w), activation, dense(OUTPUTS)),
                Parametrization.NTK,
                24);
    }

    /** In all four the limit of the same layers, at their widths. */
    @ParameterizedTest
    @EnumSource(Parametrization.class)
    void parametrizations(Parametrization parametrization) {
        compare(
                parametrization.name(),
                Shape.of(3),
                w -> Sequential.of(dense(w), Activations.ERF, dense(w), Activations.RELU, dense(OUTPUTS)),
                parametrization,
                24);
    }

    /** Differences from the limit and their squared standard errors, relative to the largest diagonal entry: NNGP, then NTK. */
    private record Difference(double[] mean, double[] variance) {}

    private static void compare(String name, Shape sample, Kind kind, Parametrization parametrization, int width) {
        // eighth powers of Gaussians: their mean is that of few networks among many
        int networks = name.equals(Activations.SQUARE.name()) ? 4 * NETWORKS : NETWORKS;
        Difference narrow =
                difference(Network.of(sample, kind.at(width), parametrization).as(DType.FLOAT64), 1, networks);
        Difference wide = difference(
                Network.of(sample, kind.at(2 * width), parametrization).as(DType.FLOAT64), 2, networks);
        for (int i = 0; i < narrow.mean().length; i++) {
            double bias = 2 * wide.mean()[i] - narrow.mean()[i];
            double error = Math.sqrt(4 * wide.variance()[i] + narrow.variance()[i]);
            assertThat(Math.abs(bias))
                    .as(
                            "%s, %s %d: %s and %s of the largest off the limit at two widths",
                            name, i < 9 ? "NNGP" : "NTK", i % 9, narrow.mean()[i], wide.mean()[i])
                    .isLessThanOrEqualTo(4 * error);
            assertThat(error).as("%s, standard error", name).isLessThan(0.25);
        }
    }

    /** Products of outputs and tangent kernels of many networks; in training two passes each. */
    private static Difference difference(Network net, int seed, int networks) {
        Array x = inputs(net.input());
        List<Array> limit = InfiniteWidth.inTraining(net).arrays(x);
        int parameters = net.parameterCount();
        double[] rates = new double[parameters];
        for (Parameter parameter : net.parameters()) {
            Arrays.fill(
                    rates,
                    parameter.offset(),
                    parameter.offset() + parameter.shape().size(),
                    parameter.rateScale());
        }
        Program program = Program.of(Fused.executor(), in -> Batching.ofMany(each -> {
                    Tensor theta = each.get(0);
                    List<Tensor> outputs = new ArrayList<>();
                    List<Tensor> jacobians = new ArrayList<>();
                    for (int pass = 1; pass <= 2; pass++) {
                        Tensor y = net.trace(
                                        Network.Mode.TRAINING,
                                        theta,
                                        Tensor.literal(net.initialState()),
                                        Tensor.literal(x),
                                        each.get(pass))
                                .output();
                        outputs.add(y);
                        jacobians.add(Derivatives.jacobian(y.slice(1, 0, 1, 1).reshape(3), theta));
                    }
                    Tensor scaled = jacobians.get(0).times(Tensor.literal(Array.vector(rates)));
                    return List.of(
                            outputs.get(0).matmul(outputs.get(1).transpose()).times(1.0 / OUTPUTS),
                            scaled.matmul(jacobians.get(1).transpose()));
                })
                .over(in));
        double[] sums = new double[18];
        double[] squares = new double[18];
        for (int from = 0; from < networks; from += TOGETHER) {
            double[] thetas = new double[TOGETHER * parameters];
            double[][] keys = new double[2][4 * TOGETHER];
            for (int i = 0; i < TOGETHER; i++) {
                Key key = Key.of(seed).at(from + i);
                System.arraycopy(net.initialArray(key).toDoubles(), 0, thetas, i * parameters, parameters);
                for (int pass = 0; pass < 2; pass++) {
                    double[] words = Tensor.keyWords(DType.FLOAT64, key.of("pass " + pass))
                            .toDoubles();
                    System.arraycopy(words, 0, keys[pass], 4 * i, 4);
                }
            }
            List<Array> results = program.callAll(List.of(
                    Array.of(Shape.of(TOGETHER, parameters), thetas),
                    Array.of(Shape.of(TOGETHER, 4), keys[0]),
                    Array.of(Shape.of(TOGETHER, 4), keys[1])));
            for (int kernel = 0; kernel < 2; kernel++) {
                double[] values = results.get(kernel).toDoubles();
                for (int i = 0; i < values.length; i++) {
                    sums[9 * kernel + i % 9] += values[i];
                    squares[9 * kernel + i % 9] += values[i] * values[i];
                }
            }
        }
        double[] mean = new double[18];
        double[] variance = new double[18];
        for (int i = 0; i < 18; i++) {
            Array k = limit.get(i / 9);
            double scale = Math.max(k.get(0), Math.max(k.get(4), k.get(8)));
            double average = sums[i] / networks;
            mean[i] = (average - k.get(i % 9)) / scale;
            variance[i] = (squares[i] / networks - average * average) / networks / (scale * scale);
        }
        return new Difference(mean, variance);
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
                        "softmax, of the scores of attention"),
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
