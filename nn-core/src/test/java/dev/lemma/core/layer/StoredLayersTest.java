package dev.lemma.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.golden.Golden;
import dev.lemma.core.network.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers against stored outputs and vector-Jacobian products of PyTorch: 1e-12 of the largest entry of each array. */
class StoredLayersTest {

    private static final double TOLERANCE = 1e-12;
    private static final Map<String, String> WEIGHT_BIAS = Map.of("weight", "w", "bias", "b");
    private static final Map<String, String> SCALE_SHIFT = Map.of("scale", "w", "shift", "b");

    static List<Arguments> stored() {
        return List.of(
                c("conv", "conv1d_0", new Convolution1D(4, 3), WEIGHT_BIAS),
                c("conv", "conv1d_1", new Convolution1D(4, 5).stride(2).padding(2), WEIGHT_BIAS),
                c("conv", "conv1d_2", new Convolution1D(6, 3).padding(2).groups(2), WEIGHT_BIAS),
                c("conv", "conv1d_3", new Convolution1D(4, 3).padding(1).circular(), WEIGHT_BIAS),
                c(
                        "conv",
                        "conv1d_4",
                        new Convolution1D(2, 3).stride(2).padding(1).dilation(3),
                        WEIGHT_BIAS),
                c("conv", "conv2d_0", new Convolution2D(4, 3), WEIGHT_BIAS),
                c("conv", "conv2d_1", new Convolution2D(4, 3).padding(1), WEIGHT_BIAS),
                c("conv", "conv2d_1", new Convolution2D(4, 3).same(), WEIGHT_BIAS),
                c("conv", "conv2d_2", new Convolution2D(5, 3, 2).stride(2, 3).padding(1, 0), WEIGHT_BIAS),
                c(
                        "conv",
                        "conv2d_3",
                        new Convolution2D(6, 3)
                                .stride(1, 2)
                                .padding(2, 1)
                                .dilation(2, 3)
                                .groups(2),
                        WEIGHT_BIAS),
                c("conv", "conv2d_4", new Convolution2D(8, 3).padding(1).groups(4), WEIGHT_BIAS),
                c("conv", "conv2d_5", new Convolution2D(3, 3).same().circular(), WEIGHT_BIAS),
                c("conv", "conv2d_5", new Convolution2D(3, 3).padding(1).circular(), WEIGHT_BIAS),
                c(
                        "conv",
                        "conv2d_6",
                        new Convolution2D(2, 5, 3)
                                .stride(2)
                                .padding(2, 1)
                                .groups(2)
                                .circular(),
                        WEIGHT_BIAS),
                c("conv", "conv2d_7", new Convolution2D(7, 1), WEIGHT_BIAS),
                c("conv", "conv_transpose2d_0", new ConvolutionTranspose2D(4, 3), WEIGHT_BIAS),
                c(
                        "conv",
                        "conv_transpose2d_1",
                        new ConvolutionTranspose2D(4, 3).stride(2).padding(1).outputPadding(1),
                        WEIGHT_BIAS),
                c(
                        "conv",
                        "conv_transpose2d_2",
                        new ConvolutionTranspose2D(6, 4, 2)
                                .stride(2, 3)
                                .padding(1, 0)
                                .outputPadding(0, 1)
                                .groups(2),
                        WEIGHT_BIAS),
                c(
                        "conv",
                        "conv_transpose2d_3",
                        new ConvolutionTranspose2D(3, 3)
                                .stride(2, 1)
                                .padding(1, 2)
                                .outputPadding(1, 0)
                                .dilation(2),
                        WEIGHT_BIAS),
                c("pool", "max_0", new MaxPool2D(2), Map.of()),
                c("pool", "max_1", new MaxPool2D(3).stride(2).padding(1), Map.of()),
                c("pool", "max_2", new MaxPool2D(UNEVEN), Map.of()),
                c("pool", "max_ties", new MaxPool2D(2), Map.of()),
                c("pool", "avg_0", new AveragePool2D(2), Map.of()),
                c("pool", "avg_1", new AveragePool2D(3).stride(2).padding(1), Map.of()),
                c("pool", "avg_2", new AveragePool2D(UNEVEN, true), Map.of()),
                c("pool", "avg_nopad_0", new AveragePool2D(2).ignorePadding(), Map.of()),
                c(
                        "pool",
                        "avg_nopad_1",
                        new AveragePool2D(3).stride(2).padding(1).ignorePadding(),
                        Map.of()),
                c("pool", "avg_nopad_2", new AveragePool2D(UNEVEN, false), Map.of()),
                c("pool", "global_avg", new GlobalAveragePool(), Map.of()),
                c("pool", "global_max", new GlobalMaxPool(), Map.of()),
                c("pool", "max1d", new MaxPool1D(3).stride(2).padding(1), Map.of()),
                c("pool", "avg1d", new AveragePool1D(4).stride(3).padding(2), Map.of()),
                c("norm", "bn1d_train", new BatchNorm(), SCALE_SHIFT),
                c("norm", "bn1d_eval", new BatchNorm(), SCALE_SHIFT),
                c("norm", "bn2d_train", new BatchNorm(), SCALE_SHIFT),
                c("norm", "bn2d_eval", new BatchNorm(), SCALE_SHIFT),
                c("norm", "layernorm", new LayerNorm(), SCALE_SHIFT),
                c("norm", "layernorm_2axes", new LayerNorm(2, 1e-3), SCALE_SHIFT),
                c("norm", "layernorm_constant_row", new LayerNorm(), SCALE_SHIFT),
                c("norm", "groupnorm", new GroupNorm(2), SCALE_SHIFT),
                c("norm", "instancenorm", new InstanceNorm(), SCALE_SHIFT),
                c("dense", "dense", new Dense(3), WEIGHT_BIAS),
                c("dense", "dense_3d", new Dense(3).noBias(), Map.of("weight", "w")),
                c("dense", "embedding", new Embedding(6, 3), Map.of("weight", "w")),
                c(
                        "dense",
                        "attention_causal",
                        new MultiHeadAttention(2).asCausal(),
                        Map.of(
                                "query/weight",
                                "wq",
                                "query/bias",
                                "bq",
                                "key/weight",
                                "wk",
                                "key/bias",
                                "bk",
                                "value/weight",
                                "wv",
                                "value/bias",
                                "bv",
                                "output/weight",
                                "wo",
                                "output/bias",
                                "bo")));
    }

    private static final Window2D UNEVEN = new Window2D(3, 2, 1, 3, 1, 1, 0, 0, 1, 1);

    private static Arguments c(String file, String name, Layer layer, Map<String, String> parameters) {
        return Arguments.of(file, name, layer, parameters);
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("stored")
    void equalsPyTorch(String file, String name, Layer layer, Map<String, String> parameters) {
        Golden golden = Golden.read("layers/" + file);
        Array at = golden.get(name + (golden.has(name + ".x") ? ".x" : ".idx"));
        Network net = Network.of(at.shape().range(1, at.shape().rank()), layer).as(DType.FLOAT64);

        Map<String, Array> named = new LinkedHashMap<>();
        parameters.forEach((ours, theirs) -> named.put(ours, golden.get(name + "." + theirs)));
        Array theta = net.flat(named);
        boolean training = name.endsWith("_train");
        Array state = net.stateCount() == 0 ? net.initialState() : state(golden, name);

        Tensor thetaLeaf = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
        Tensor stateLeaf = Tensor.input("state", DType.FLOAT64, net.stateCount());
        Tensor x = Tensor.input("x", DType.FLOAT64, at.shape().extents());
        Network.Trace trace = net.trace(
                training ? Network.Mode.TRAINING : Network.Mode.EVALUATION,
                thetaLeaf,
                stateLeaf,
                x,
                Tensor.key(DType.FLOAT64, Key.of(0)));
        Tensor cotangent = Tensor.literal(golden.get(name + ".cotangent"));
        List<Tensor> gradients = Derivatives.vjp(List.of(trace.output()), List.of(thetaLeaf, x), List.of(cotangent));
        List<Array> results = ReferenceExecutor.evaluate(
                List.of(trace.output(), gradients.get(0), gradients.get(1), trace.state()),
                Map.of(thetaLeaf, theta, stateLeaf, state, x, at));

        assertThat(results.get(0).shape()).isEqualTo(golden.get(name + ".out").shape());
        Golden.assertClose(name + ".out", results.get(0), golden.get(name + ".out"), TOLERANCE);
        if (golden.has(name + ".d_x")) {
            Golden.assertClose(name + ".d_x", results.get(2), golden.get(name + ".d_x"), TOLERANCE);
        }
        Map<String, Array> byName = net.named(results.get(1));
        parameters.forEach((ours, theirs) ->
                assertGradient(name + ".d_" + theirs, byName.get(ours), golden.get(name + ".d_" + theirs)));
        if (training) {
            int channels = net.stateCount() / 2;
            Golden.assertClose(
                    "mean", results.get(3).rows(0, channels), golden.get(name + ".new_running_mean"), TOLERANCE);
            Golden.assertClose(
                    "variance",
                    results.get(3).rows(channels, 2 * channels),
                    golden.get(name + ".new_running_var"),
                    TOLERANCE);
        }
    }

    /**
     * The gradient of the key bias is 0 in exact arithmetic, because softmax does not see it: there the stored numbers
     * are rounding.
     */
    private static void assertGradient(String what, Array actual, Array expected) {
        if (what.endsWith("d_bk")) {
            for (Array array : List.of(actual, expected)) {
                for (int i = 0; i < array.shape().size(); i++) {
                    assertThat(Math.abs(array.get(i))).as(what).isLessThan(1e-14);
                }
            }
            return;
        }
        Golden.assertClose(what, actual, expected, TOLERANCE);
    }

    private static Array state(Golden golden, String name) {
        Array mean = golden.get(name + ".running_mean");
        Array variance = golden.get(name + ".running_var");
        int channels = mean.shape().size();
        double[] both = new double[2 * channels];
        System.arraycopy(mean.toDoubles(), 0, both, 0, channels);
        System.arraycopy(variance.toDoubles(), 0, both, channels, channels);
        return Array.of(Shape.of(2 * channels), both);
    }

    @Test
    void crossAttentionEqualsPyTorch() {
        Golden golden = Golden.read("layers/dense");
        Tensor q = Tensor.input("q", DType.FLOAT64, 2, 5, 8);
        Tensor kv = Tensor.input("kv", DType.FLOAT64, 2, 5, 8);
        Tensor attended =
                MultiHeadAttention.attend(map(golden, q, "q"), map(golden, kv, "k"), map(golden, kv, "v"), 2, false);
        Tensor out = map(golden, attended, "o");
        List<Tensor> gradients = Derivatives.vjp(
                List.of(out), List.of(q, kv), List.of(Tensor.literal(golden.get("attention.cotangent"))));
        List<Array> results = ReferenceExecutor.evaluate(
                List.of(out, gradients.get(0), gradients.get(1)),
                Map.of(q, golden.get("attention.q"), kv, golden.get("attention.kv")));
        Golden.assertClose("out", results.get(0), golden.get("attention.out"), TOLERANCE);
        Golden.assertClose("d_q", results.get(1), golden.get("attention.d_q"), TOLERANCE);
        Golden.assertClose("d_kv", results.get(2), golden.get("attention.d_kv"), TOLERANCE);
    }

    private static Tensor map(Golden golden, Tensor x, String which) {
        Tensor w = Tensor.literal(golden.get("attention.w" + which));
        return x.matmul(w.transpose()).plus(Tensor.literal(golden.get("attention.b" + which)));
    }
}
