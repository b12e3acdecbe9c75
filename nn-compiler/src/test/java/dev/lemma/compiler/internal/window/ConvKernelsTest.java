package dev.lemma.compiler.internal.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.blas.Blas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three bilinear kernels against {@link DirectConvolution}. */
@Tag("executor")
class ConvKernelsTest {

    private static final Team ALONE = Team.of(1);

    static Stream<ConvGeometry> geometries() {
        List<ConvGeometry> all = new ArrayList<>(List.of(
                new ConvGeometry(1, 1, 1, 1, 1, 1, Window2D.of(1)),
                new ConvGeometry(3, 1, 12, 12, 16, 1, Window2D.of(5).padding(2)),
                new ConvGeometry(6, 16, 7, 7, 33, 1, Window2D.of(5).padding(2)),
                new ConvGeometry(2, 3, 9, 10, 6, 1, Window2D.of(3).stride(2).padding(1)),
                // Stride beyond the kernel: inputs that no window sees.
                new ConvGeometry(2, 2, 11, 10, 3, 1, new Window2D(2, 1, 3, 4, 1, 1, 0, 0, 0, 0)),
                // Kernel beyond the input, padded on one side only.
                new ConvGeometry(2, 2, 3, 2, 4, 2, new Window2D(5, 4, 1, 1, 1, 1, 3, 0, 0, 4)),
                new ConvGeometry(2, 2, 3, 2, 4, 2, new Window2D(5, 4, 2, 3, 1, 1, 0, 7, 6, 0)),
                // Outputs that see padding only.
                new ConvGeometry(2, 1, 2, 2, 2, 1, new Window2D(2, 2, 1, 1, 1, 1, 4, 5, 3, 6)),
                new ConvGeometry(1, 2, 4, 4, 2, 1, new Window2D(1, 1, 1, 1, 1, 1, 2, 1, 0, 3)),
                new ConvGeometry(2, 8, 6, 5, 8, 8, Window2D.of(3).padding(1)),
                new ConvGeometry(2, 6, 8, 8, 12, 6, Window2D.of(3).stride(2).padding(1)),
                new ConvGeometry(3, 4, 1, 37, 5, 1, new Window2D(1, 7, 1, 1, 1, 1, 0, 0, 3, 3)),
                new ConvGeometry(3, 4, 1, 60, 6, 2, new Window2D(1, 4, 1, 3, 1, 2, 0, 0, 6, 0)),
                new ConvGeometry(1, 70, 4, 4, 40, 1, Window2D.of(3).padding(1)),
                new ConvGeometry(5, 2, 40, 40, 3, 1, Window2D.of(3)),
                // Outputs in the lanes of vectors: two panels, rows of several tiles, padding that is left out.
                new ConvGeometry(2, 3, 31, 31, 40, 1, Window2D.of(5).padding(2)),
                new ConvGeometry(2, 3, 6, 9, 64, 1, new Window2D(5, 3, 2, 1, 1, 1, 3, 4, 1, 1)),
                new ConvGeometry(2, 40, 9, 15, 34, 1, new Window2D(4, 3, 1, 2, 2, 1, 5, 6, 1, 0)),
                new ConvGeometry(1, 12, 9, 9, 18, 6, Window2D.of(3).padding(1)),
                new ConvGeometry(0, 2, 4, 4, 4, 2, Window2D.of(3))));
        Random random = new Random(7);
        while (all.size() < 200) {
            int groups = 1 + random.nextInt(3);
            Window2D window = new Window2D(
                    1 + random.nextInt(4),
                    1 + random.nextInt(5),
                    1 + random.nextInt(4),
                    1 + random.nextInt(3),
                    1 + random.nextInt(4),
                    1 + random.nextInt(3),
                    random.nextInt(4),
                    random.nextInt(4),
                    random.nextInt(5),
                    random.nextInt(3));
            int inH = 1 + random.nextInt(12);
            int inW = 1 + random.nextInt(20);
            int padded = inH + window.padTop() + window.padBottom();
            if (window.dilationH() * (window.kernelH() - 1) < padded
                    && window.dilationW() * (window.kernelW() - 1) < inW + window.padLeft() + window.padRight()) {
                all.add(new ConvGeometry(
                        1 + random.nextInt(5),
                        groups * (1 + random.nextInt(5)),
                        inH,
                        inW,
                        groups * (1 + random.nextInt(20)),
                        groups,
                        window));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void float64AgreesWithTheDefinition(ConvGeometry g) {
        agrees(g, new DoubleCase(PlaneProducts.doubles(Blas.best())), 1e-13);
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void float32AgreesWithTheDefinition(ConvGeometry g) {
        agrees(g, new FloatCase(PlaneProducts.floats(Blas.best())), 4e-6);
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void float32ByProductsAgreesWithTheDefinition(ConvGeometry g) {
        agrees(g, new FloatCase(new FloatPlaneProducts(Blas.best())), 4e-6);
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void float64ByProductsAgreesWithTheDefinition(ConvGeometry g) {
        agrees(g, new DoubleCase(new DoublePlaneProducts(Blas.best())), 1e-13);
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void theGradientsAreAdjoints(ConvGeometry g) {
        DoubleCase kernels = new DoubleCase(PlaneProducts.doubles(Blas.best()));
        double[] x = random(g.inputSize(), 1);
        double[] w = random(g.weightSize(), 2);
        double[] y = random(g.outputSize(), 3);
        double product = dot(kernels.forward(g, x, w, ALONE), y);
        double scale = Math.sqrt(dot(x, x) * dot(w, w) * dot(y, y)) + 1;
        assertThat(dot(x, kernels.inputGradient(g, y, w, ALONE))).isCloseTo(product, within(1e-12 * scale));
        assertThat(dot(w, kernels.weightGradient(g, x, y, ALONE))).isCloseTo(product, within(1e-12 * scale));
    }

    @Test
    void bitsDoNotDependOnTheTeam() {
        for (ConvGeometry g : List.of(
                new ConvGeometry(7, 5, 16, 16, 20, 1, Window2D.of(5).padding(2)),
                new ConvGeometry(2, 10, 16, 16, 40, 5, Window2D.of(5).padding(2)))) {
            double[] x = random(g.inputSize(), 1);
            double[] w = random(g.weightSize(), 2);
            double[] y = random(g.outputSize(), 3);
            try (Team team = Team.of(2)) {
                for (Case kernels : List.of(
                        new FloatCase(PlaneProducts.floats(Blas.best())),
                        new FloatCase(new FloatPlaneProducts(Blas.best())),
                        new DoubleCase(PlaneProducts.doubles(Blas.best())),
                        new DoubleCase(new DoublePlaneProducts(Blas.best())))) {
                    assertThat(kernels.forward(g, x, w, team)).isEqualTo(kernels.forward(g, x, w, ALONE));
                    assertThat(kernels.inputGradient(g, y, w, team)).isEqualTo(kernels.inputGradient(g, y, w, ALONE));
                    assertThat(kernels.weightGradient(g, x, y, team)).isEqualTo(kernels.weightGradient(g, x, y, ALONE));
                }
            }
        }
    }

    @Test
    void longSumsInFloat32StayAccurate() {
        // 50,176 equal terms per weight: one float32 accumulator would be off by 1e-4 and more.
        ConvGeometry g = new ConvGeometry(16, 1, 56, 56, 1, 1, Window2D.of(1));
        double[] ones = new double[g.inputSize()];
        Arrays.fill(ones, 0.1f);
        double expected = g.inputSize() * (double) 0.1f * 0.1f;
        double[] w = new FloatCase(PlaneProducts.floats(Blas.best())).weightGradient(g, ones, ones, ALONE);
        assertThat(w[0]).isCloseTo(expected, within(2e-5 * expected));
    }

    @Test
    void aNonFiniteInputReachesTheOutputsThatSeeItAndNoOthers() {
        ConvGeometry g = new ConvGeometry(1, 1, 8, 8, 2, 1, Window2D.of(3).padding(1));
        double[] x = new double[64];
        x[8 * 3 + 7] = Double.NaN;
        double[] w = random(g.weightSize(), 1);
        for (Case kernels : List.of(
                new FloatCase(PlaneProducts.floats(Blas.best())),
                new FloatCase(new FloatPlaneProducts(Blas.best())),
                new DoubleCase(PlaneProducts.doubles(Blas.best())))) {
            double[] y = kernels.forward(g, x, w, ALONE);
            for (int i = 0; i < y.length; i++) {
                int row = i % 64 / 8;
                boolean sees = row >= 2 && row <= 4 && i % 8 >= 6;
                assertThat(Double.isNaN(y[i])).as("output " + i).isEqualTo(sees);
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(
                        () -> new ConvGeometry(1, 3, 4, 4, 4, 2, Window2D.of(3).padding(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("2 groups do not divide 3 input and 4 output channels");
        assertThatThrownBy(
                        () -> new ConvGeometry(1, 1, 4, 4, 1, 1, Window2D.of(7).padding(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("reaches over 7, the image has height 4");
        assertThatThrownBy(() -> new ConvGeometry(1 << 16, 1 << 8, 16, 16, 1, 1, Window2D.of(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("more than 2^31 - 1");
    }

    @Test
    void refusesArraysThatAreTooShortBeforeWriting() {
        ConvForward<double[]> kernel = new ConvForward<>(
                new ConvGeometry(1, 1, 3, 3, 1, 1, Window2D.of(2)), PlaneProducts.doubles(Blas.best()));
        double[] scratch = new double[kernel.scratch()];
        double[] y = {7, 7, 7, 7, 7};
        assertThatThrownBy(() -> kernel.run(new double[9], 0, new double[4], 1, y, 0, scratch, 0, ALONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("w: expected 4 numbers from offset 1, got an array of 4");
        assertThatThrownBy(() -> kernel.run(new double[9], 0, new double[4], 0, y, 2, scratch, 0, ALONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("y: expected 4 numbers from offset 2, got an array of 5");
        assertThat(y).containsOnly(7);
    }

    private static void agrees(ConvGeometry g, Case kernels, double tolerance) {
        double[] x = kernels.rounded(random(g.inputSize(), 1));
        double[] w = kernels.rounded(random(g.weightSize(), 2));
        double[] y = kernels.rounded(random(g.outputSize(), 3));
        DirectConvolution direct = new DirectConvolution(g);
        close(kernels.forward(g, x, w, ALONE), direct.forward(x, w), tolerance, g.terms());
        close(
                kernels.inputGradient(g, y, w, ALONE),
                direct.inputGradient(y, w),
                tolerance,
                g.terms() / g.groupInputs() * g.groupOutputs());
        close(
                kernels.weightGradient(g, x, y, ALONE),
                direct.weightGradient(x, y),
                tolerance,
                g.batch() * g.outH() * g.outW());
    }

    /** Numbers are normal, so a sum of n products is of the size √n. */
    private static void close(double[] actual, double[] expected, double tolerance, int n) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("number " + i).isCloseTo(expected[i], within(tolerance * Math.sqrt(n + 10)));
        }
    }

    private static double[] random(int n, long seed) {
        Random random = new Random(seed);
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = random.nextGaussian();
        }
        return numbers;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The kernels in one type of numbers, behind float64, called at odd offsets with arrays and scratch full of NaN. */
    private interface Case {
        double[] rounded(double[] numbers);

        double[] forward(ConvGeometry g, double[] x, double[] w, Team team);

        double[] inputGradient(ConvGeometry g, double[] y, double[] w, Team team);

        double[] weightGradient(ConvGeometry g, double[] x, double[] y, Team team);
    }

    private record DoubleCase(PlaneProducts<double[]> numbers) implements Case {
        @Override
        public double[] rounded(double[] values) {
            return values;
        }

        @Override
        public double[] forward(ConvGeometry g, double[] x, double[] w, Team team) {
            ConvForward<double[]> kernel = new ConvForward<>(g, numbers);
            double[] y = nan(g.outputSize() + 6);
            kernel.run(shifted(x, 3), 3, shifted(w, 5), 5, y, 2, nan(kernel.scratch() + 8), 8, team);
            return checked(y, 2, 4);
        }

        @Override
        public double[] inputGradient(ConvGeometry g, double[] y, double[] w, Team team) {
            ConvInputGradient<double[]> kernel = new ConvInputGradient<>(g, numbers);
            double[] x = nan(g.inputSize() + 6);
            kernel.run(shifted(y, 1), 1, shifted(w, 5), 5, x, 2, nan(kernel.scratch() + 8), 8, team);
            return checked(x, 2, 4);
        }

        @Override
        public double[] weightGradient(ConvGeometry g, double[] x, double[] y, Team team) {
            ConvWeightGradient<double[]> kernel = new ConvWeightGradient<>(g, numbers);
            double[] w = nan(g.weightSize() + 6);
            kernel.run(shifted(x, 3), 3, shifted(y, 1), 1, w, 2, nan(kernel.scratch() + 8), 8, team);
            return checked(w, 2, 4);
        }

        private static double[] nan(int n) {
            double[] a = new double[n];
            Arrays.fill(a, Double.NaN);
            return a;
        }

        private static double[] shifted(double[] a, int by) {
            double[] b = nan(a.length + by + 1);
            System.arraycopy(a, 0, b, by, a.length);
            return b;
        }

        /** The numbers between the margins, which must be untouched. */
        private static double[] checked(double[] a, int before, int after) {
            for (int i = 0; i < a.length; i++) {
                if (i < before || i >= a.length - after) {
                    assertThat(a[i]).as("outside the result").isNaN();
                }
            }
            return Arrays.copyOfRange(a, before, a.length - after);
        }
    }

    private record FloatCase(PlaneProducts<float[]> numbers) implements Case {
        @Override
        public double[] rounded(double[] values) {
            double[] rounded = new double[values.length];
            Arrays.setAll(rounded, i -> (float) values[i]);
            return rounded;
        }

        @Override
        public double[] forward(ConvGeometry g, double[] x, double[] w, Team team) {
            ConvForward<float[]> kernel = new ConvForward<>(g, numbers);
            float[] y = nan(g.outputSize() + 6);
            kernel.run(shifted(x, 3), 3, shifted(w, 5), 5, y, 2, nan(kernel.scratch() + 8), 8, team);
            return checked(y, 2, 4);
        }

        @Override
        public double[] inputGradient(ConvGeometry g, double[] y, double[] w, Team team) {
            ConvInputGradient<float[]> kernel = new ConvInputGradient<>(g, numbers);
            float[] x = nan(g.inputSize() + 6);
            kernel.run(shifted(y, 1), 1, shifted(w, 5), 5, x, 2, nan(kernel.scratch() + 8), 8, team);
            return checked(x, 2, 4);
        }

        @Override
        public double[] weightGradient(ConvGeometry g, double[] x, double[] y, Team team) {
            ConvWeightGradient<float[]> kernel = new ConvWeightGradient<>(g, numbers);
            float[] w = nan(g.weightSize() + 6);
            kernel.run(shifted(x, 3), 3, shifted(y, 1), 1, w, 2, nan(kernel.scratch() + 8), 8, team);
            return checked(w, 2, 4);
        }

        private static float[] nan(int n) {
            float[] a = new float[n];
            Arrays.fill(a, Float.NaN);
            return a;
        }

        private static float[] shifted(double[] a, int by) {
            float[] b = nan(a.length + by + 1);
            for (int i = 0; i < a.length; i++) {
                b[by + i] = (float) a[i];
            }
            return b;
        }

        private static double[] checked(float[] a, int before, int after) {
            double[] result = new double[a.length - before - after];
            for (int i = 0; i < a.length; i++) {
                if (i < before || i >= a.length - after) {
                    assertThat(a[i]).as("outside the result").isNaN();
                } else {
                    result[i - before] = a[i];
                }
            }
            return result;
        }
    }
}
