package dev.lemma.compiler.internal.fourier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("executor")
class FourierTransformTest {

    private static double[] random(int n, long seed) {
        return new Random(seed).doubles(n, -1, 1).toArray();
    }

    /** {@code Σⱼ xⱼ e^{∓2πijk/n}} along the middle axis of [outer, n, inner], by its definition. */
    private static double[][] naive(int outer, int n, int inner, double[] re, double[] im, boolean inverse) {
        double[] cos = new double[n];
        double[] sin = new double[n];
        for (int k = 0; k < n; k++) {
            cos[k] = Roots.cosine(k, n);
            sin[k] = (inverse ? 1 : -1) * Roots.sine(k, n);
        }
        double[][] y = new double[2][re.length];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    int angle = (int) ((long) j * k % n);
                    for (int q = 0; q < inner; q++) {
                        int at = (o * n + j) * inner + q;
                        int to = (o * n + k) * inner + q;
                        y[0][to] += re[at] * cos[angle] - im[at] * sin[angle];
                        y[1][to] += re[at] * sin[angle] + im[at] * cos[angle];
                    }
                }
            }
        }
        return y;
    }

    /** The transform of Re x from that of x: {@code (y[k] + ȳ[n−k])/2}. */
    private static double[][] ofRealPart(int n, int inner, double[][] y) {
        double[][] even = new double[2][y[0].length];
        for (int i = 0; i < y[0].length; i++) {
            int k = i / inner % n;
            int mirror = k == 0 ? i : i + (n - 2 * k) * inner;
            even[0][i] = (y[0][i] + y[0][mirror]) / 2;
            even[1][i] = (y[1][i] - y[1][mirror]) / 2;
        }
        return even;
    }

    private static double largest(double[]... parts) {
        double most = 0;
        for (double[] part : parts) {
            for (double value : part) {
                most = Math.max(most, Math.abs(value));
            }
        }
        return most;
    }

    private static double distance(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static double[][] run(FourierTransform transform, double[] re, double[] im, int sizeOut) {
        double[] yr = new double[sizeOut];
        double[] yi = new double[sizeOut];
        double[] scratch = new double[transform.scratch()];
        for (int round = 0; round < transform.rounds(); round++) {
            for (int i = 0; i < transform.parts(round); i++) {
                transform.part(round, i, re, 0, im, 0, yr, 0, yi, 0, scratch, 0);
            }
        }
        return new double[][] {yr, yi};
    }

    private static float[][] run(FourierTransform transform, float[] re, float[] im, int sizeOut) {
        float[] yr = new float[sizeOut];
        float[] yi = new float[sizeOut];
        float[] scratch = new float[transform.scratch()];
        for (int round = 0; round < transform.rounds(); round++) {
            for (int i = 0; i < transform.parts(round); i++) {
                transform.part(round, i, re, 0, im, 0, yr, 0, yi, 0, scratch, 0);
            }
        }
        return new float[][] {yr, yi};
    }

    private static void compare(int outer, int n, int inner) {
        Shape shape = Shape.of(outer, n, inner);
        double[] re = random(shape.size(), n);
        double[] im = random(shape.size(), n + 1);
        double[][] expected = naive(outer, n, inner, re, im, false);
        double tolerance = 1e-12 * (1 + Math.log(n) / Math.log(2)) * Math.max(1, largest(expected) / 16);
        double[][] y = run(
                FourierTransform.of(DType.FLOAT64, TransformKind.COMPLEX, shape, List.of(1), false, 1),
                re,
                im,
                shape.size());
        assertThat(distance(y[0], expected[0])).as("real, " + shape).isLessThan(tolerance);
        assertThat(distance(y[1], expected[1])).as("imaginary, " + shape).isLessThan(tolerance);
        double[][] back = run(
                FourierTransform.of(DType.FLOAT64, TransformKind.COMPLEX, shape, List.of(1), true, 1.0 / n),
                y[0],
                y[1],
                shape.size());
        assertThat(distance(back[0], re)).as("back, " + shape).isLessThan(1e-13);
        assertThat(distance(back[1], im)).as("back, " + shape).isLessThan(1e-13);

        double[] none = new double[shape.size()];
        double[][] ofReal = ofRealPart(n, inner, expected);
        int half = n / 2 + 1;
        double[][] h = run(
                FourierTransform.of(DType.FLOAT64, TransformKind.REAL_TO_HALF, shape, List.of(1), false, 1),
                re,
                none,
                outer * half * inner);
        double wrong = 0;
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < half * inner; i++) {
                int at = o * half * inner + i;
                int from = o * n * inner + i;
                wrong = Math.max(wrong, Math.abs(h[0][at] - ofReal[0][from]));
                wrong = Math.max(wrong, Math.abs(h[1][at] - ofReal[1][from]));
            }
        }
        assertThat(wrong).as("half of real, " + shape).isLessThan(tolerance);
        double[][] real = run(
                FourierTransform.of(DType.FLOAT64, TransformKind.HALF_TO_REAL, shape, List.of(1), true, 1.0 / n),
                h[0],
                h[1],
                shape.size());
        assertThat(distance(real[0], re)).as("real from half, " + shape).isLessThan(1e-13);
    }

    @Test
    void everySizeOfOneLineIsTheDefinition() {
        for (int n = 1; n <= 1025; n++) {
            compare(1, n, 1);
        }
    }

    @Test
    void linesBesideEachOtherAndApart() {
        for (int n : new int[] {1, 2, 3, 4, 5, 7, 8, 11, 12, 31, 37, 60, 97, 256, 288}) {
            for (int inner : new int[] {1, 3, 8, 17, 19, 70}) {
                compare(3, n, inner);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8192,1", "5000,1", "8192,17", "6000,3", "4096,33"})
    void longLines(int n, int inner) {
        compare(1, n, inner);
    }

    @Test
    void severalAxesAreOneAfterAnother() {
        for (int leading : new int[] {1, 3, 11}) {
            for (int[] sides : new int[][] {{12, 20}, {5, 7}, {16, 16}, {1, 9}}) {
                Shape shape = Shape.of(leading, sides[0], sides[1], 2);
                double[] re = random(shape.size(), 1);
                double[] im = random(shape.size(), 2);
                double[][] rows = naive(leading * sides[0], sides[1], 2, re, im, true);
                double[][] expected = naive(leading, sides[0], sides[1] * 2, rows[0], rows[1], true);
                double[][] y = run(
                        FourierTransform.of(DType.FLOAT64, TransformKind.COMPLEX, shape, List.of(1, 2), true, 1),
                        re,
                        im,
                        shape.size());
                assertThat(distance(y[0], expected[0])).isLessThan(1e-11);
                assertThat(distance(y[1], expected[1])).isLessThan(1e-11);
            }
        }
    }

    @Test
    void singlePrecisionIsDoubleRounded() {
        for (int n : new int[] {1, 2, 6, 15, 37, 64, 121, 288, 1000, 4096, 10007}) {
            for (int inner : new int[] {1, 20}) {
                Shape shape = Shape.of(n, inner);
                double[] re = random(shape.size(), 1);
                double[] im = random(shape.size(), 2);
                double[][] wide = run(
                        FourierTransform.of(DType.FLOAT64, TransformKind.COMPLEX, shape, List.of(0), false, 1),
                        re,
                        im,
                        shape.size());
                float[][] narrow = run(
                        FourierTransform.of(DType.FLOAT32, TransformKind.COMPLEX, shape, List.of(0), false, 1),
                        Stage.narrow(re),
                        Stage.narrow(im),
                        shape.size());
                double size = largest(wide);
                double wrong = 0;
                for (int i = 0; i < shape.size(); i++) {
                    wrong = Math.max(wrong, Math.abs(narrow[0][i] - wide[0][i]));
                    wrong = Math.max(wrong, Math.abs(narrow[1][i] - wide[1][i]));
                }
                assertThat(wrong).as(shape.toString()).isLessThan(1e-6 * (1 + Math.log(n)) * largest(wide));
            }
        }
    }
}
