package dev.lemma.compiler.internal.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.compiler.concurrent.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling kernels against direct loops over every window. */
@Tag("executor")
class PoolKernelsTest {

    private static final Team ALONE = Team.of(1);

    static Stream<PoolGeometry> geometries() {
        Window2D pairs = Window2D.of(2).stride(2);
        List<PoolGeometry> all = new ArrayList<>(List.of(
                new PoolGeometry(1, 1, 1, Window2D.of(1)),
                new PoolGeometry(1, 2, 2, pairs),
                new PoolGeometry(7, 14, 14, pairs),
                new PoolGeometry(3, 28, 28, pairs),
                new PoolGeometry(2, 9, 71, pairs),
                new PoolGeometry(900, 5, 7, pairs),
                new PoolGeometry(4, 1, 30, new Window2D(1, 3, 1, 2, 1, 1, 0, 0, 1, 1)),
                new PoolGeometry(2, 7, 7, Window2D.of(3).stride(2).padding(1)),
                new PoolGeometry(2, 6, 6, Window2D.of(6)),
                new PoolGeometry(0, 4, 4, pairs)));
        Random random = new Random(11);
        while (all.size() < 120) {
            int kernelH = 1 + random.nextInt(4);
            int kernelW = 1 + random.nextInt(4);
            Window2D window = new Window2D(
                    kernelH,
                    kernelW,
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(2),
                    random.nextInt(kernelH),
                    random.nextInt(kernelH),
                    random.nextInt(kernelW),
                    random.nextInt(kernelW));
            int inH = 2 + random.nextInt(10);
            int inW = 2 + random.nextInt(20);
            if (window.dilationH() * (window.kernelH() - 1) < inH
                    && window.dilationW() * (window.kernelW() - 1) < inW) {
                all.add(new PoolGeometry(1 + random.nextInt(5), inH, inW, window));
            }
        }
        return all.stream();
    }

    /** Called for every input of every window, windows in order and taps of a window in row-major order. */
    private interface Tap {
        void at(int output, int input, int place);
    }

    private static void each(PoolGeometry g, Tap tap) {
        Window2D k = g.window();
        int output = 0;
        for (int plane = 0; plane < g.planes(); plane++) {
            for (int i = 0; i < g.outH(); i++) {
                for (int j = 0; j < g.outW(); j++, output++) {
                    for (int t = 0; t < k.kernelH(); t++) {
                        for (int u = 0; u < k.kernelW(); u++) {
                            int row = i * k.strideH() + t * k.dilationH() - k.padTop();
                            int column = j * k.strideW() + u * k.dilationW() - k.padLeft();
                            if (row >= 0 && row < g.inH() && column >= 0 && column < g.inW()) {
                                int place = row * g.inW() + column;
                                tap.at(output, plane * g.inH() * g.inW() + place, place);
                            }
                        }
                    }
                }
            }
        }
    }

    private static double[] directPlaces(PoolGeometry g, double[] x) {
        double[] places = new double[g.outputSize()];
        double[] best = new double[g.outputSize()];
        Arrays.fill(places, -1);
        each(g, (output, input, place) -> {
            boolean first = places[output] < 0;
            boolean greater = x[input] > best[output];
            boolean firstNaN = Double.isNaN(x[input]) && !Double.isNaN(best[output]);
            if (first || greater || firstNaN) {
                places[output] = place;
                best[output] = x[input];
            }
        });
        return places;
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void placesAndMaximaAgreeWithTheDefinition(PoolGeometry g) {
        DoubleUnaryOperator normal = v -> v;
        DoubleUnaryOperator ties = v -> Math.rint(v);
        DoubleUnaryOperator signedZeros = v -> v > 0 ? 0.0 : -0.0;
        DoubleUnaryOperator special = v -> v > 1.2 ? Double.NaN : v < -0.3 ? Double.NEGATIVE_INFINITY : v;
        for (DoubleUnaryOperator shape : List.of(normal, ties, signedZeros, special)) {
            double[] x = Arrays.stream(random(g.inputSize(), 5))
                    .map(shape)
                    .map(v -> (float) v)
                    .toArray();
            double[] expected = directPlaces(g, x);
            MaxPool pool = new MaxPool(g);

            double[] places = filled(expected.length + 2);
            double[] values = filled(expected.length + 3);
            pool.run(x, 0, places, 1, values, 2, ALONE);
            assertThat(inner(places, 1, 1)).isEqualTo(expected);
            assertThat(inner(values, 2, 1)).isEqualTo(taken(g, x, expected));
            double[] only = filled(expected.length);
            pool.run(x, 0, only, 0, null, 0, ALONE);
            assertThat(only).isEqualTo(expected);

            float[] narrowPlaces = floats(filled(expected.length + 2));
            float[] narrowValues = floats(filled(expected.length + 3));
            pool.run(floats(x), 0, narrowPlaces, 1, narrowValues, 2, ALONE);
            assertThat(inner(doubles(narrowPlaces), 1, 1)).isEqualTo(expected);
            assertThat(inner(doubles(narrowValues), 2, 1)).isEqualTo(taken(g, x, expected));
            float[] narrowOnly = floats(filled(expected.length));
            pool.run(floats(x), 0, narrowOnly, 0, null, 0, ALONE);
            assertThat(doubles(narrowOnly)).isEqualTo(expected);
        }
    }

    private static double[] taken(PoolGeometry g, double[] x, double[] places) {
        double[] y = new double[places.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i / (g.outH() * g.outW()) * g.inH() * g.inW() + (int) places[i]];
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void takingByPlacesAndPuttingBackAreAdjoint(PoolGeometry g) {
        double[] x = random(g.inputSize(), 5);
        double[] y = random(g.outputSize(), 6);
        double[] places = directPlaces(g, x);
        PlanePlaces picked = new PlanePlaces(g.planes(), g.inH() * g.inW(), g.outH() * g.outW());
        double[] taken = filled(y.length + 2);
        picked.take(x, 0, places, 0, taken, 1, ALONE);
        assertThat(inner(taken, 1, 1)).isEqualTo(taken(g, x, places));
        double[] put = filled(x.length + 2);
        picked.put(y, 0, places, 0, put, 1, ALONE);
        assertThat(dot(x, inner(put, 1, 1))).isCloseTo(dot(inner(taken, 1, 1), y), within(1e-12 * (x.length + 1)));

        float[] narrow = floats(filled(y.length + 2));
        picked.take(floats(x), 0, floats(places), 0, narrow, 1, ALONE);
        assertThat(inner(doubles(narrow), 1, 1)).isEqualTo(doubles(floats(taken(g, x, places))));
        float[] narrowPut = floats(filled(x.length + 2));
        picked.put(floats(y), 0, floats(places), 0, narrowPut, 1, ALONE);
        assertClose(inner(doubles(narrowPut), 1, 1), inner(put, 1, 1), 1e-5);
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void windowSumsAndTheirAdjointAgreeWithTheDefinition(PoolGeometry g) {
        double[] x = random(g.inputSize(), 5);
        double[] y = random(g.outputSize(), 6);
        double[] expected = new double[y.length];
        double[] adjoint = new double[x.length];
        each(g, (output, input, place) -> {
            expected[output] += x[input];
            adjoint[input] += y[output];
        });
        WindowSums sums = new WindowSums(g);
        double[] summed = filled(y.length + 2);
        sums.sum(x, 0, summed, 1, ALONE);
        assertClose(inner(summed, 1, 1), expected, 1e-13);
        double[] spread = filled(x.length + 2);
        sums.adjoint(y, 0, spread, 1, ALONE);
        assertClose(inner(spread, 1, 1), adjoint, 1e-13);

        float[] narrow = floats(filled(y.length + 2));
        sums.sum(floats(x), 0, narrow, 1, ALONE);
        assertClose(inner(doubles(narrow), 1, 1), expected, 1e-5);
        float[] narrowSpread = floats(filled(x.length + 2));
        sums.adjoint(floats(y), 0, narrowSpread, 1, ALONE);
        assertClose(inner(doubles(narrowSpread), 1, 1), adjoint, 1e-5);
    }

    @Test
    void sumsOverPaddingOnlyAreZero() {
        PoolGeometry g = new PoolGeometry(1, 2, 2, Window2D.of(1).padding(2));
        double[] y = filled(36);
        new WindowSums(g).sum(new double[] {1, 2, 3, 4}, 0, y, 0, ALONE);
        assertThat(Arrays.stream(y).sum()).isEqualTo(10);
        assertThat(y[0]).isZero();
        assertThat(y[14]).isEqualTo(1);
    }

    @Test
    void bitsDoNotDependOnTheTeam() {
        PoolGeometry g = new PoolGeometry(600, 14, 14, Window2D.of(2).stride(2));
        float[] x = floats(random(g.inputSize(), 1));
        float[][] one = new float[3][];
        float[][] two = new float[3][];
        try (Team team = Team.of(2)) {
            for (Team chosen : List.of(ALONE, team)) {
                float[] places = new float[g.outputSize()];
                float[] values = new float[g.outputSize()];
                float[] back = new float[g.inputSize()];
                new MaxPool(g).run(x, 0, places, 0, values, 0, chosen);
                new PlanePlaces(600, 196, 49).put(values, 0, places, 0, back, 0, chosen);
                float[][] results = chosen == ALONE ? one : two;
                results[0] = places;
                results[1] = values;
                results[2] = back;
            }
        }
        assertThat(two[0]).isEqualTo(one[0]);
        assertThat(two[1]).isEqualTo(one[1]);
        assertThat(two[2]).isEqualTo(one[2]);
        assertThat(one[1]).isNotEqualTo(one[0]);
    }

    @Test
    void refusesWindowsWithoutInputAndPlacesOutside() {
        assertThatThrownBy(() -> new MaxPool(new PoolGeometry(1, 4, 4, new Window2D(2, 1, 1, 1, 3, 1, 5, 0, 0, 0))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("along the height, window 0")
                .hasMessageContaining("holds no element");
        assertThatThrownBy(() ->
                        new PlanePlaces(1, 4, 1).take(new double[4], 0, new double[] {4}, 0, new double[1], 0, ALONE))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("place 4.0 in plane 0: expected a whole number in [0, 4)");
        assertThatThrownBy(() ->
                        new PlanePlaces(1, 4, 1).put(new float[1], 0, new float[] {-1}, 0, new float[4], 0, ALONE))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("place -1.0");
    }

    private static double[] random(int n, long seed) {
        Random random = new Random(seed);
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = random.nextGaussian();
        }
        return numbers;
    }

    private static double[] filled(int n) {
        double[] numbers = new double[n];
        Arrays.fill(numbers, -77);
        return numbers;
    }

    /** The numbers between the margins, which must be untouched. */
    private static double[] inner(double[] numbers, int before, int after) {
        for (int i = 0; i < numbers.length; i++) {
            if (i < before || i >= numbers.length - after) {
                assertThat(numbers[i]).as("outside the result").isEqualTo(-77);
            }
        }
        return Arrays.copyOfRange(numbers, before, numbers.length - after);
    }

    private static float[] floats(double[] numbers) {
        float[] narrow = new float[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) numbers[i];
        }
        return narrow;
    }

    private static double[] doubles(float[] numbers) {
        double[] wide = new double[numbers.length];
        Arrays.setAll(wide, i -> numbers[i]);
        return wide;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("number " + i)
                    .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
        }
    }
}
