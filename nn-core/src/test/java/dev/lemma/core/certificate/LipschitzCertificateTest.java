package dev.lemma.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.walk.DeclaredSlope;
import dev.lemma.api.walk.RefusalException;
import dev.lemma.api.walk.Slope;
import dev.lemma.compiler.reference.ReferenceExecutor;
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
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LipschitzCertificateTest {

    private static double bound(UnaryOperator<Tensor> f, int... extents) {
        Tensor x = Tensor.input("x", DType.FLOAT64, extents);
        return LipschitzCertificate.of(f.apply(x), x, Map.of()).bound();
    }

    private static Tensor numbers(long seed, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(seed), numbers);
        return Tensor.literal(Array.of(Shape.of(extents), numbers));
    }

    /** Of one layer the bound is its norm. */
    @Test
    void linesOfOneLayerAreExact() {
        Tensor w = Tensor.literal(Array.matrix(new double[][] {{3, 0}, {0, 4}, {0, 0}}));
        assertThat(bound(x -> x.matmul(w), 1, 3)).isCloseTo(4, within(1e-12));
        assertThat(bound(x -> x.matmul(w).plus(1).relu().times(0.5), 1, 3)).isCloseTo(2, within(1e-12));
        assertThat(bound(x -> x.broadcast(5, 3), 3)).isCloseTo(Math.sqrt(5), within(1e-12));
        assertThat(bound(x -> Tensor.concat(0, x, x.times(2)), 3)).isCloseTo(Math.sqrt(5), within(1e-12));
        // parts of one thing are together no more than it
        assertThat(bound(x -> Tensor.concat(0, x.slice(0, 0, 1), x.slice(0, 1, 3)), 3))
                .isCloseTo(1, within(1e-12));
        assertThat(bound(x -> Tensor.concat(0, x.slice(0, 0, 2), x.slice(0, 1, 3)), 3))
                .isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(bound(x -> x.mean(), 9)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(bound(x -> x.max(), 9)).isCloseTo(1, within(1e-12));
        assertThat(bound(Tensor::sigmoid, 9)).isCloseTo(0.25, within(1e-12));
    }

    /** The modulus of a Fourier transform, scaled to be unitary, is 1-Lipschitz: its two parts are one vector. */
    @Test
    void modulusIsOneFunctionOfTwoNumbers() {
        assertThat(bound(x -> Fourier.transform(x).times(0.25).modulus(), 16)).isCloseTo(1, within(1e-12));
        assertThat(bound(
                        x -> {
                            Complex z = new Complex(x.times(3), x.times(4));
                            return z.modulus();
                        },
                        16))
                .isCloseTo(5, within(1e-12));
    }

    /** Beside the norm found by power iteration; the symbol is met at the edges of its grid to one part in fifty. */
    @Test
    void convolutionsAreBoundedClosely() {
        Window2D[] windows = {
            Window2D.of(3).padding(1),
            Window2D.of(3),
            Window2D.of(3).stride(2),
            Window2D.of(2).dilation(2),
            Window2D.of(5).padding(2),
            Window2D.of(1)
        };
        for (int i = 0; i < windows.length; i++) {
            Window2D window = windows[i];
            for (int groups = 1; groups <= 2; groups++) {
                int parts = groups;
                Tensor w = numbers(i, 4, 6 / groups, window.kernelH(), window.kernelW());
                UnaryOperator<Tensor> f = x -> Tensor.apply(new Convolution(window, parts), x, w);
                double bound = bound(f, 1, 6, 14, 14);
                double found = Expansion.search(
                                f, Array.full(DType.FLOAT64, Shape.of(1, 6, 14, 14), 0.1), 30, Key.of(1))
                        .stretching();
                assertThat(found)
                        .as("%s, %d groups", window, groups)
                        .isLessThanOrEqualTo(bound * (1 + 1e-12))
                        .isGreaterThan(bound / 1.8);
            }
        }
        Tensor box = Tensor.literal(Array.full(DType.FLOAT64, Shape.of(1, 1, 3, 3), 1));
        assertThat(bound(x -> Tensor.apply(new Convolution(Window2D.of(3).padding(1), 1), x, box), 1, 1, 9, 9))
                .isCloseTo(9, within(1e-11));
    }

    static Stream<Layer> bounded() {
        Layer users = (scope, x) -> {
            Tensor w = scope.weight("w", Shape.of(36, 4), 36, 4, (s, n, m) -> new Law.Normal(0.3));
            return x.flattenFrom(1)
                    .matmul(w)
                    .sin()
                    .minus(x.flattenFrom(1).matmul(w.times(0.5)).abs());
        };
        return Stream.of(
                Sequential.of(new Flatten(), new Dense(5), Activations.TANH, new Dense(2)),
                Sequential.of(new Convolution2D(3, 2), Activations.RELU, new MaxPool2D(2), new Flatten(), new Dense(2)),
                Sequential.of(new MaxPool2D(3).stride(1), new Convolution2D(3, 2), new AveragePool2D(2)),
                Sequential.of(new Convolution2D(3, 2).same(), Activations.ERF, new GlobalAveragePool(), new Dense(2)),
                Sequential.of(new Convolution2D(3, 3).circular(), Activations.RELU, new Flatten()),
                Sequential.of(new Flatten(), new Residual(Sequential.of(new Dense(36), Activations.SOFTPLUS), 0.5)),
                users);
    }

    /** A search for the steepest pair finds none above, and one not far below. */
    @ParameterizedTest
    @MethodSource("bounded")
    void certificatesHoldAndAreNotVacuous(Layer layer) {
        for (Parametrization parametrization : List.of(Parametrization.NTK, Parametrization.STANDARD)) {
            Network net = Network.of(Shape.of(1, 6, 6), layer, parametrization).as(DType.FLOAT64);
            Array theta = net.initialArray(Key.of(4));
            double bound = LipschitzCertificate.of(net, theta).bound();
            Expansion found = Expansion.search(net, theta, 60, Key.of(5));
            assertThat(Math.max(found.ratio(), found.stretching()))
                    .isLessThanOrEqualTo(bound * (1 + 1e-12))
                    .isGreaterThan(bound / 8);
            double apart = distance(found.a(), found.b());
            double moved = distance(one(net, theta, found.a()), one(net, theta, found.b()));
            assertThat(moved / apart).isCloseTo(found.ratio(), within(1e-9));
        }
    }

    private static Array one(Network net, Array theta, Array x) {
        return net.values(theta, x.reshape(1, 1, 6, 6));
    }

    private static double distance(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += Math.pow(a.get(i) - b.get(i), 2);
        }
        return Math.sqrt(sum);
    }

    /** Of every activation the steepest slope, met to a hundredth of a percent; and within an expression, of whatever it is taken. */
    @ParameterizedTest
    @EnumSource(
            value = Activations.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SQUARE", "HEAVISIDE"})
    void activationsAreKnown(Activations activation) {
        double bound = bound(activation::apply, 1);
        double[] points = new double[160_001];
        for (int i = 0; i < points.length; i++) {
            points[i] = -8 + i * 1e-4;
        }
        double steepest = 0;
        Tensor x = Tensor.literal(Array.vector(points));
        Array slopes = ReferenceExecutor.evaluate(
                        List.of(Derivatives.gradient(activation.apply(x).sum(), x)), Map.of())
                .get(0);
        for (int i = 0; i < points.length; i++) {
            steepest = Math.max(steepest, Math.abs(slopes.get(i)));
        }
        assertThat(steepest).isLessThanOrEqualTo(bound).isGreaterThan(bound * (1 - 4e-4));
        Tensor w = Tensor.literal(Array.matrix(new double[][] {{3, 0}, {0, -2}}));
        assertThat(bound(v -> activation.apply(v.matmul(w).plus(1)).times(0.5), 1, 2))
                .isCloseTo(1.5 * bound, within(1e-12));
    }

    @Test
    void aCompositionOfOnesOwnIsDeclared() {
        UnaryOperator<Tensor> own = x -> x.times(x.square().negate().exp());
        assertThatThrownBy(() -> bound(own, 3)).isInstanceOf(RefusalException.class);
        Tensor x = Tensor.input("x", DType.FLOAT64, 3);
        Tensor y = own.apply(x.times(2)).tanh();
        List<DeclaredSlope> declared = List.of(DeclaredSlope.of(own, new Slope(-2 * Math.exp(-1.5), 1)));
        double bound = LipschitzRules.of(Fixed.of(y, x, Map.of()), declared)
                .walk()
                .given(x, 1.0)
                .at(y);
        assertThat(bound).isCloseTo(2, within(1e-15));
        // another function of the same primitives is not taken for it
        Tensor other = x.times(x.square().negate().exp()).times(x);
        assertThat(declared.get(0).argument(other)).isNull();
    }

    /** In use, batch normalisation is a product with fixed numbers. */
    @Test
    void statisticsAreFixedFirst() {
        Network net = Network.of(Shape.of(2, 4, 4), Sequential.of(new BatchNorm(), new Flatten()))
                .as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(0));
        assertThatThrownBy(() -> LipschitzCertificate.of(net, theta))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("running statistics");
        assertThat(LipschitzCertificate.of(net.withState(net.initialState()), theta)
                        .bound())
                .isCloseTo(1, within(1e-4));
    }

    @Test
    void whatHasNoBoundIsRefusedByName() {
        for (Layer layer : List.of(new LayerNorm(), (Layer) new MultiHeadAttention(1), (Layer) Activations.SQUARE)) {
            Network net = Network.of(Shape.of(3, 4), Sequential.of(new Dense(4), layer))
                    .as(DType.FLOAT64);
            assertThatThrownBy(() -> LipschitzCertificate.of(net, net.initialArray(Key.of(1))))
                    .isInstanceOf(RefusalException.class)
                    .hasMessageStartingWith("Lipschitz certificate: ")
                    .hasMessageContaining(", after \"");
        }
        Network net = Network.of(Shape.of(3), new Dense(2));
        assertThatThrownBy(() -> LipschitzCertificate.of(net, Array.vector(1, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("is it of another network");
        Array spoilt = Array.full(DType.FLOAT64, Shape.of(8), Double.NaN);
        assertThatThrownBy(() -> LipschitzCertificate.of(net, spoilt)).hasMessageContaining("NaN");
    }
}
