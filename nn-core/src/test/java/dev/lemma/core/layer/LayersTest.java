package dev.lemma.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.derivative.DerivativeChecks;
import dev.lemma.core.network.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static Network.Trace train(Network net, Array theta, Array x, Key key) {
        return net.trace(
                Network.Mode.TRAINING,
                Tensor.literal(theta),
                Tensor.literal(net.initialState()),
                Tensor.literal(x),
                Tensor.key(net.type(), key));
    }

    private static Array value(Tensor tensor) {
        return ReferenceExecutor.evaluate(List.of(tensor), Map.of()).get(0);
    }

    @Test
    void parametersAreNamedByTheirPlace() {
        Layer block = new Residual(Sequential.of(
                new BatchNorm(),
                Activations.RELU,
                new Convolution2D(4, 3).same().noBias()));
        Network net = Network.of(
                Shape.of(1, 8, 8),
                Sequential.of(
                        new Convolution2D(4, 3).same(),
                        block,
                        new Flatten(),
                        Parallel.of(new Dense(2), new Dense(2).noBias())));
        assertThat(net.parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "0/weight",
                        "0/bias",
                        "1/0/scale",
                        "1/0/shift",
                        "1/2/weight",
                        "3/0/weight",
                        "3/0/bias",
                        "3/1/weight");
        assertThat(net.states()).extracting(Parameter::name).containsExactly("1/0/mean", "1/0/variance");
        assertThat(net.parameters())
                .extracting(p -> p.shape().toString())
                .containsExactly("[4, 1, 3, 3]", "[4]", "[4]", "[4]", "[4, 4, 3, 3]", "[2, 256]", "[2]", "[2, 256]");
        assertThat(net.output()).isEqualTo(Shape.of(2));
    }

    @Test
    void layersAreValues() {
        assertThat(new Dense(3).noBias().bias(new Dense(3).bias())).isEqualTo(new Dense(3));
        assertThat(new Convolution2D(4, 3).stride(2).stride(1)).isEqualTo(new Convolution2D(4, 3));
        assertThat(Sequential.of(new Dense(3), Activations.RELU))
                .isEqualTo(Sequential.of(new Dense(3), Activations.RELU));
    }

    @Test
    void samePaddingGivesTheCeilingOfTheQuotient() {
        for (int extent = 5; extent < 12; extent++) {
            for (int stride = 1; stride < 4; stride++) {
                for (int dilation = 1; dilation < 3; dilation++) {
                    Layer layer = new Convolution1D(2, 3)
                            .stride(stride)
                            .dilation(dilation)
                            .same();
                    int expected = (extent + stride - 1) / stride;
                    assertThat(Network.of(Shape.of(1, extent), layer).output()).isEqualTo(Shape.of(2, expected));
                }
            }
        }
    }

    @Test
    void circularConvolutionCommutesWithShifts() {
        Network net = Network.of(
                        Shape.of(2, 6, 5), new Convolution2D(3, 3).same().circular())
                .as(DType.FLOAT64);
        Array theta = DerivativeChecks.normal(1, net.parameterCount());
        Tensor x = Tensor.literal(DerivativeChecks.normal(2, 1, 2, 6, 5));
        Tensor shifted = Tensor.concat(2, x.slice(2, 2, 6), x.slice(2, 0, 2));
        Tensor y = net.apply(Tensor.literal(theta), x);
        Array first = value(Tensor.concat(2, y.slice(2, 2, 6), y.slice(2, 0, 2)));
        Array second = value(net.apply(Tensor.literal(theta), shifted));
        for (int i = 0; i < first.shape().size(); i++) {
            assertThat(second.get(i)).isCloseTo(first.get(i), within(1e-13));
        }
    }

    @Test
    void transposedConvolutionIsTheAdjoint() {
        Tensor x = Tensor.literal(DerivativeChecks.normal(1, 2, 3, 7));
        Tensor y = Tensor.literal(DerivativeChecks.normal(2, 2, 4, 4));
        Network down = Network.of(
                        Shape.of(3, 7),
                        new Convolution1D(4, 3).stride(2).padding(1).noBias())
                .as(DType.FLOAT64);
        Network up = Network.of(
                        Shape.of(4, 4),
                        new ConvolutionTranspose1D(3, 3).stride(2).padding(1).noBias())
                .as(DType.FLOAT64);
        Tensor w = Tensor.literal(DerivativeChecks.normal(3, down.parameterCount()));
        double left = value(down.apply(w, x).dot(y)).item();
        assertThat(value(x.dot(up.apply(w, y))).item()).isCloseTo(left, within(1e-12));
    }

    @Test
    void dropoutKeepsTheMeanAndFollowsTheKey() {
        Network net = Network.of(Shape.of(2000), new Dropout(0.25)).as(DType.FLOAT64);
        Array x = Array.full(DType.FLOAT64, Shape.of(5, 2000), 3);
        Array a = value(train(net, Array.vector(), x, Key.of(1)).output());
        Array b = value(train(net, Array.vector(), x, Key.of(1)).output());
        Array c = value(train(net, Array.vector(), x, Key.of(2)).output());
        assertThat(a).isEqualTo(b).isNotEqualTo(c);
        double mean = 0;
        for (int i = 0; i < 10_000; i++) {
            assertThat(a.get(i)).isIn(0.0, 4.0);
            mean += a.get(i) / 10_000;
        }
        // Standard deviation of the mean: 4·√(0.25·0.75/10⁴) = 0.017.
        assertThat(mean).isCloseTo(3, within(0.07));
        assertThat(value(net.apply(Tensor.literal(Array.vector()), Tensor.literal(x))))
                .isEqualTo(x);
        assertThat(value(train(net, Array.vector(), x.rows(0, 2), Key.of(1)).output()))
                .isEqualTo(a.rows(0, 2));
    }

    @Test
    void twoDropoutsDropIndependently() {
        Network net = Network.of(Shape.of(500), Concatenation.of(1, new Dropout(0.5), new Dropout(0.5)));
        Array y = value(
                train(net, Array.vector().as(DType.FLOAT32), Array.full(DType.FLOAT32, Shape.of(1, 500), 1), Key.of(3))
                        .output());
        assertThat(y.reshape(2, 500).rows(0, 1)).isNotEqualTo(y.reshape(2, 500).rows(1, 2));
    }

    @Test
    void batchNormOfASingleSampleIsTheShift() {
        Network net = Network.of(Shape.of(3), new BatchNorm()).as(DType.FLOAT64);
        Array theta = Array.vector(2, 2, 2, 5, 6, 7);
        Network.Trace trace = train(net, theta, DerivativeChecks.normal(1, 1, 3), Key.of(0));
        assertThat(value(trace.output()).toDoubles()).containsExactly(5, 6, 7);
        assertThat(value(trace.state()).isFinite()).isTrue();
    }

    @Test
    void causalAttentionDoesNotSeeTheFuture() {
        Network net =
                Network.of(Shape.of(5, 4), new MultiHeadAttention(2).asCausal()).as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(4));
        double[] numbers = DerivativeChecks.normal(5, 1, 5, 4).toDoubles();
        Array before = net.values(theta, Array.of(Shape.of(1, 5, 4), numbers.clone()));
        for (int i = 12; i < 20; i++) {
            numbers[i] += 10;
        }
        Array after = net.values(theta, Array.of(Shape.of(1, 5, 4), numbers));
        assertThat(after.reshape(5, 4).rows(0, 3))
                .isEqualTo(before.reshape(5, 4).rows(0, 3));
        assertThat(after.reshape(5, 4).rows(3, 5))
                .isNotEqualTo(before.reshape(5, 4).rows(3, 5));
    }

    @Test
    void mistakesAreNamedWhereTheyAreMade() {
        assertThatThrownBy(() -> new Dense(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("out");
        assertThatThrownBy(() -> new Convolution2D(6, 3).groups(4))
                .hasMessageContaining("6 filters")
                .hasMessageContaining("4 groups");
        assertThatThrownBy(() -> Network.of(Shape.of(28, 28), new Convolution2D(6, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("Reshape(1, H, W)");
        assertThatThrownBy(() -> Network.of(Shape.of(3, 8, 8), new Convolution2D(4, 3).groups(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("3 channels");
        assertThatThrownBy(() -> Network.of(Shape.of(3, 2, 2), new Convolution2D(4, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("window");
        assertThatThrownBy(() -> Network.of(Shape.of(4), new Residual(new Dense(3))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("residual");
        assertThatThrownBy(() -> Network.of(Shape.of(4), Parallel.of(new Dense(3), new Dense(2))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("branch 1");
        assertThatThrownBy(() -> Concatenation.of(0, new Dense(3))).hasMessageContaining("batch");
        assertThatThrownBy(() -> Network.of(Shape.of(4), new Reshape(2, 3))).hasMessageContaining("[2, 3] has 6");
        assertThatThrownBy(() -> Network.of(Shape.of(4, 6), new MultiHeadAttention(4)))
                .hasMessageContaining("4 heads");
        assertThatThrownBy(() -> new Dropout(1)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new BatchNorm(0, 0.1)).hasMessageContaining("epsilon");
        assertThatThrownBy(() -> Network.of(Shape.of(1, 3), new ConvolutionTranspose1D(1, 3).outputPadding(1)))
                .hasMessageContaining("output padding");
        assertThatThrownBy(() -> Network.of(Shape.of(), new Dense(3))).hasMessageContaining("expand(-1)");
    }

    @Test
    void computesInBothTypes() {
        Network net = Network.of(
                Shape.of(1, 8, 8),
                Sequential.of(
                        new Convolution2D(4, 3),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Flatten(),
                        new LayerNorm(),
                        new Dense(3)));
        Array theta = net.initialArray(Key.of(1));
        Array x = DerivativeChecks.normal(2, 2, 1, 8, 8);
        Array narrow = net.values(theta, x);
        Array wide = net.as(DType.FLOAT64).values(theta, x.as(DType.FLOAT32));
        assertThat(narrow.type()).isEqualTo(DType.FLOAT32);
        for (int i = 0; i < 6; i++) {
            assertThat(narrow.get(i)).isCloseTo(wide.get(i), within(1e-5));
        }
    }
}
