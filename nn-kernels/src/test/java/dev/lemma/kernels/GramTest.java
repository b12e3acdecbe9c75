package dev.lemma.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.testkit.golden.Golden;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GramTest {

    private final Kernel kernel =
            Kernels.matern52(1.0).times(2.0).plus(Kernels.linear()).plus(Kernels.white(0.1));

    static Array normal(String purpose, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(7).of(purpose), numbers);
        return Array.of(shape, numbers);
    }

    private static Array multiply(Array k, Array v) {
        int n = k.shape().extent(0);
        int m = k.shape().extent(1);
        int w = v.shape().extent(1);
        double[] result = new double[n * w];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                for (int c = 0; c < w; c++) {
                    result[i * w + c] += k.get(i * m + j) * v.get(j * w + c);
                }
            }
        }
        return Array.of(Shape.of(n, w), result);
    }

    /** A small budget makes ragged tiles of 8; the matrix is the same, and symmetric to the bit. */
    @Test
    void anyTilesMakeTheSameMatrix() {
        Array x = normal("x", 83, 6);
        Array whole = Gram.of(kernel).matrix(x);
        Array tiled = Gram.of(kernel).memory(12_000).matrix(x);
        Golden.assertClose("tiles", tiled, whole, 1e-14);
        for (int i = 0; i < 83; i++) {
            for (int j = 0; j < i; j++) {
                assertThat(tiled.get(i * 83 + j)).isEqualTo(tiled.get(j * 83 + i));
            }
        }
        Array y = normal("y", 21, 6);
        Golden.assertClose(
                "tiles of two sets",
                Gram.of(kernel).memory(12_000).matrix(x, y),
                Gram.of(kernel).matrix(x, y),
                1e-14);
    }

    @Test
    void bothExecutorsAgree() {
        Array x = normal("x", 40, 6);
        Golden.assertClose(
                "fused against plain",
                Gram.of(kernel).matrix(x),
                Gram.of(kernel, new ReferenceExecutor()).matrix(x),
                1e-14);
    }

    @Test
    void productsAreThoseOfTheMatrix() {
        Array x = normal("x", 83, 6);
        Array y = normal("y", 50, 6);
        Gram gram = Gram.of(kernel).memory(60_000);
        Array v = normal("v", 83, 2);
        Golden.assertClose("K v", gram.product(x, v), multiply(gram.matrix(x), v), 1e-13);
        Array w = normal("w", 50, 3);
        Golden.assertClose("K(x, y) w", gram.product(x, y, w), multiply(gram.matrix(x, y), w), 1e-13);
        assertThat(gram.product(x, normal("v", 83)).shape()).isEqualTo(Shape.of(83));
        Array u = normal("u", 83, 3);
        Array weights = normal("weights", 83, 3);
        Array inner = multiply(gram.matrix(x, y), w);
        double[] expected = inner.toDoubles();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = expected[i] * weights.get(i) + u.get(i);
        }
        Golden.assertClose(
                "Kᵀ(w K v + u)",
                gram.normalProduct(x, y, w, weights, u),
                multiply(gram.matrix(y, x), Array.of(inner.shape(), expected)),
                1e-13);
    }

    /** Samples of one set are the same by number, not by coordinates; samples of two sets are never. */
    @Test
    void whiteNoiseStandsOnTheDiagonalOnly() {
        Array x = Array.matrix(new double[][] {{1, 2}, {1, 2}, {3, 4}});
        Gram gram = Gram.of(Kernels.white(0.3)).memory(5000);
        assertThat(gram.matrix(x).toDoubles()).containsExactly(0.3, 0, 0, 0, 0.3, 0, 0, 0, 0.3);
        assertThat(gram.matrix(x, x).toDoubles()).containsOnly(0);
        assertThat(gram.diagonal(x).toDoubles()).containsOnly(0.3);
        assertThat(gram.noiselessDiagonal(x).toDoubles()).containsOnly(0);
    }

    @Test
    void gradientsAreThoseOfTheMatrix() {
        Array x = normal("x", 30, 3);
        Array c = normal("c", 30, 30);
        double[] symmetric = c.toDoubles();
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < i; j++) {
                symmetric[i * 30 + j] = symmetric[j * 30 + i];
            }
        }
        Gram gram = Gram.of(kernel);
        Array weights = Array.of(c.shape(), symmetric);
        double[] gradient = gram.memory(20_000).parameterGradient(x, weights);
        double[] p = gram.hyperparameters(3).stream()
                .mapToDouble(Hyperparameter::value)
                .toArray();
        assertThat(gradient).hasSize(p.length).hasSize(3);
        for (int i = 0; i < p.length; i++) {
            double step = 1e-6 * p[i];
            double[] above = p.clone();
            above[i] += step;
            double[] below = p.clone();
            below[i] -= step;
            double difference =
                    (dot(gram.at(above).matrix(x), weights) - dot(gram.at(below).matrix(x), weights)) / (2 * step);
            assertThat(gradient[i]).isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
        }
    }

    private static double dot(Array a, Array b) {
        return IntStream.range(0, a.shape().size())
                .mapToDouble(i -> a.get(i) * b.get(i))
                .sum();
    }

    @Test
    void singlePrecisionStaysSingle() {
        Array x = normal("x", 20, 5).as(DType.FLOAT32);
        Array k = Gram.of(kernel).matrix(x);
        assertThat(k.type()).isEqualTo(DType.FLOAT32);
        Golden.assertClose("float32", k, Gram.of(kernel).matrix(x.as(DType.FLOAT64)), 1e-6);
    }

    /** Data far from the origin lose nothing: 1e6 away, ‖x‖² + ‖y‖² − 2⟨x, y⟩ would keep four digits of a distance of 1. */
    @Test
    void distancesFarFromTheOriginKeepTheirDigits() {
        double[] near = normal("x", 40, 7).toDoubles();
        double[] far = near.clone();
        for (int i = 0; i < far.length; i++) {
            far[i] = Math.scalb(Math.rint(Math.scalb(near[i], 20)), -20) + 0x1p20;
            near[i] = far[i] - 0x1p20;
        }
        Kernel k = Kernels.gaussian(2.0);
        Golden.assertClose(
                "1e6 away",
                Gram.of(k).matrix(Array.of(Shape.of(40, 7), far)),
                Gram.of(k).matrix(Array.of(Shape.of(40, 7), near)),
                1e-13);
    }

    @Test
    void refusesWhatIsNoSample() {
        Gram gram = Gram.of(Kernels.gaussian(1));
        Array x = Array.matrix(new double[][] {{1, 2}, {Double.NaN, 4}});
        assertThatThrownBy(() -> gram.matrix(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("point 1")
                .hasMessageContaining("column 0");
        assertThatThrownBy(() -> gram.matrix(Array.zeros(DType.FLOAT64, Shape.of(0, 2))))
                .hasMessageContaining("n ≥ 1");
        assertThatThrownBy(() -> gram.matrix(normal("x", 3, 2), normal("y", 3, 4)))
                .hasMessageContaining("2 and 4 coordinates");
        assertThatThrownBy(() -> Gram.of(Kernels.gaussian(1, 2, 3)).matrix(normal("x", 3, 2)))
                .hasMessageContaining("3 lengths")
                .hasMessageContaining("2 coordinates");
        assertThatThrownBy(() -> Kernels.gaussian(Double.POSITIVE_INFINITY)).hasMessageContaining("length");
        assertThatThrownBy(() -> Kernels.white(-1)).hasMessageContaining("variance");
        assertThatThrownBy(() -> gram.memory(100).matrix(normal("x", 30, 2))).hasMessageContaining("budget");
        assertThat(gram.matrix(normal("x", 1, 2)).toDoubles()).containsExactly(1);
    }

    @Test
    void aKernelSaysWhatItGotWrong() {
        Kernel whole = (h, p) -> p.left().minus(p.right());
        assertThatThrownBy(() -> Gram.of(whole).matrix(normal("x", 3, 2))).hasMessageContaining("one for each pair");
        Kernel twice = (h, p) -> p.filled(1).times(h.positive("a", 1)).times(h.positive("a", 2));
        assertThatThrownBy(() -> Gram.of(twice).matrix(normal("x", 3, 2))).hasMessageContaining("\"a\"");
    }

    /** Names say where in the composition a number stands; values can be put back in. */
    @Test
    void hyperparametersHaveNamesAndValues() {
        assertThat(Gram.of(kernel).hyperparameters(3))
                .extracting(Hyperparameter::name)
                .containsExactly("0/variance", "0/length", "2/variance");
        Kernel other = kernel.with(3, 4, 5);
        assertThat(Gram.of(other).hyperparameters(3))
                .extracting(Hyperparameter::value)
                .containsExactly(3.0, 4.0, 5.0);
        assertThat(Gram.of(other.fixed().plus(Kernels.white(1))).hyperparameters(3))
                .extracting(Hyperparameter::name)
                .containsExactly("1/variance");
        assertThat(Gram.of(other.with(6, 7, 8)).hyperparameters(3))
                .extracting(Hyperparameter::value)
                .containsExactly(6.0, 7.0, 8.0);
        assertThatThrownBy(() -> Gram.of(kernel.with(1)).hyperparameters(3)).hasMessageContaining("1 values");
    }
}
