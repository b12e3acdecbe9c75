package dev.lemma.core.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.derivative.DerivativeChecks;
import dev.lemma.core.golden.Golden;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("executor")
class FourierTest {

    private static List<Array> run(Function<List<Tensor>, List<Tensor>> body, Array... at) {
        return Program.of(Fused.executor(), body).callAll(List.of(at));
    }

    private static List<Tensor> parts(Complex z) {
        return List.of(z.real(), z.imaginary());
    }

    /** numpy.fft on stored numbers: 1e-14·√(log₂ n + 1) of the largest value. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 12, 15, 64, 100, 101, 121, 1000, 1024})
    void equalsStoredTransforms(int n) {
        Golden golden = Golden.read("linalg/fft");
        double tolerance = 1e-14 * Math.sqrt(Math.log(n) / Math.log(2) + 1);
        Array re = golden.get("c" + n + ".x.re");
        Array im = golden.get("c" + n + ".x.im");
        List<Array> y = run(x -> parts(Fourier.transform(new Complex(x.get(0), x.get(1)))), re, im);
        assertThat(distance(y, golden.get("c" + n + ".fft.re"), golden.get("c" + n + ".fft.im")))
                .isLessThan(tolerance);
        List<Array> back = run(x -> parts(Fourier.inverse(new Complex(x.get(0), x.get(1)))), y.get(0), y.get(1));
        assertThat(distance(back, re, im)).isLessThan(tolerance);
        Array x = golden.get("r" + n + ".x");
        List<Array> half = run(at -> parts(Fourier.realTransform(at.get(0))), x);
        assertThat(distance(half, golden.get("r" + n + ".rfft.re"), golden.get("r" + n + ".rfft.im")))
                .isLessThan(tolerance);
        List<Array> real =
                run(at -> List.of(Fourier.realInverse(new Complex(at.get(0), at.get(1)), n)), half.get(0), half.get(1));
        assertThat(Golden.discrepancy(real.get(0), x)).isLessThan(tolerance);
    }

    @Test
    void equalsStoredTransformsOfPictures() {
        Golden golden = Golden.read("linalg/fft");
        int found = 0;
        for (String name : golden.arrays().keySet()) {
            if (name.endsWith(".fft2.re")) {
                String stem = name.substring(0, name.indexOf('.'));
                List<Array> y = run(
                        x -> parts(Fourier.transform(new Complex(x.get(0), x.get(1)), -1, -2)),
                        golden.get(stem + ".x.re"),
                        golden.get(stem + ".x.im"));
                assertThat(distance(y, golden.get(name), golden.get(stem + ".fft2.im")))
                        .isLessThan(3e-14);
                found++;
            }
            if (name.endsWith(".rfft2.re")) {
                String stem = name.substring(0, name.indexOf('.'));
                Array x = golden.get(stem.replace('r', 'c') + ".x.re");
                List<Array> y = run(at -> parts(Fourier.realTransform(at.get(0), -2, -1)), x);
                assertThat(distance(y, golden.get(name), golden.get(stem + ".rfft2.im")))
                        .isLessThan(3e-14);
                List<Array> back = run(
                        at -> List.of(Fourier.realInverse(
                                new Complex(at.get(0), at.get(1)), x.shape().extent(1), -2, -1)),
                        y.get(0),
                        y.get(1));
                assertThat(Golden.discrepancy(back.get(0), x)).isLessThan(3e-14);
                found++;
            }
        }
        assertThat(found).isEqualTo(8);
        List<Array> convolved = run(
                at -> List.of(Fourier.convolve(at.get(0), at.get(1))),
                golden.get("circular.u"),
                golden.get("circular.v"));
        Golden.assertClose("circular convolution", convolved.get(0), golden.get("circular.conv"), 1e-14);
    }

    /** The largest difference of either part, of the largest entry of both. */
    private static double distance(List<Array> y, Array re, Array im) {
        double largest = 0;
        double most = 0;
        for (int i = 0; i < re.shape().size(); i++) {
            largest = Math.max(largest, Math.max(Math.abs(re.get(i)), Math.abs(im.get(i))));
            most = Math.max(most, Math.abs(y.get(0).get(i) - re.get(i)));
            most = Math.max(most, Math.abs(y.get(1).get(i) - im.get(i)));
        }
        return most / largest;
    }

    @Test
    void correlationIsItsSum() {
        double[] a = DerivativeChecks.normal(1, 3, 4).toDoubles();
        double[] b = DerivativeChecks.normal(2, 3, 4).toDoubles();
        double[] c = run(
                        x -> List.of(Fourier.correlate(x.get(0), x.get(1), 0, 1)),
                        Array.of(Shape.of(3, 4), a),
                        Array.of(Shape.of(3, 4), b))
                .get(0)
                .toDoubles();
        for (int k = 0; k < 3; k++) {
            for (int l = 0; l < 4; l++) {
                double sum = 0;
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 4; j++) {
                        sum += a[4 * i + j] * b[4 * ((i + k) % 3) + (j + l) % 4];
                    }
                }
                assertThat(Math.abs(c[4 * k + l] - sum)).isLessThan(1e-13);
            }
        }
    }

    /** Both executors, both types, one and two threads, any axes; the same bits whatever the threads. */
    @Test
    void kernelsAreTheDefinition() {
        int[][] shapes = {{6}, {3, 20}, {9, 4, 5}, {2, 17, 18}, {20, 3, 6}, {1, 300}, {12, 12, 33}};
        for (DType type : DType.values()) {
            for (int[] extents : shapes) {
                Array re = DerivativeChecks.normal(5, extents).as(type);
                Array im = DerivativeChecks.normal(6, extents).as(type);
                for (int axis = 0; axis < extents.length; axis++) {
                    int along = axis;
                    Tensor x = Tensor.input("re", type, extents);
                    Tensor y = Tensor.input("im", type, extents);
                    Routine routine = Routine.of(
                            List.of(x, y),
                            List.of(
                                    Fourier.transform(new Complex(x, y), along).real(),
                                    Fourier.inverse(new Complex(x, y), along).imaginary(),
                                    Fourier.realTransform(x, along).imaginary(),
                                    Fourier.realInverse(
                                            new Complex(x, y), 2 * extents[along] - 2 + extents[along] % 2, along)));
                    agree(routine, List.of(re, im), type);
                }
            }
        }
    }

    private static void agree(Routine routine, List<Array> at, DType type) {
        List<Array> plain = open(new ReferenceExecutor(), routine, at);
        List<Array> one = open(new FusedExecutor(1), routine, at);
        List<Array> two = open(new FusedExecutor(2), routine, at);
        assertThat(two).isEqualTo(one);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(Golden.discrepancy(one.get(i), plain.get(i)))
                    .isLessThan(type == DType.FLOAT32 ? 2e-6 : 1e-14 * 20);
        }
    }

    private static List<Array> open(Executor executor, Routine routine, List<Array> at) {
        Execution execution = executor.open(routine);
        return execution.run(at);
    }

    @Test
    void theModulusHasFiniteDerivativesAtZero() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 4);
        Tensor v = Tensor.input("v", DType.FLOAT64, 4);
        Tensor energy = Fourier.transform(x).modulus().sum();
        Tensor gradient = Derivatives.gradient(energy, x);
        Tensor hessian = Derivatives.hessianVector(energy, x, v);
        List<Array> found = ReferenceExecutor.evaluate(
                List.of(gradient, hessian), Map.of(x, Array.vector(0, 0, 0, 0), v, Array.vector(1, 2, 3, 4)));
        assertThat(found.get(0).toDoubles()).containsOnly(0);
        assertThat(found.get(1).toDoubles()).containsOnly(0);
    }

    @Test
    void refusesWhatCannotBeTransformed() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 3, 4);
        assertThatThrownBy(() -> Fourier.transform(x, 1, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("name one axis twice");
        assertThatThrownBy(() -> Fourier.transform(x, 2)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Fourier.realInverse(Complex.of(x), 5))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected 3 values along axis 1 for 5 points");
        assertThatThrownBy(() -> new Complex(x, x.as(DType.FLOAT32))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Fourier.transform(Tensor.input("none", DType.FLOAT64, 3, 0)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("at least one point");
    }
}
