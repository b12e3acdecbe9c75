package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.product.Products;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rounding of sums of float32 of one sign does not grow with their length: eight units in the last place; of products sixteen. */
@Tag("executor")
class LongSumsTest {

    /** Equal numbers round in one direction: 0.1 in float32, a million times, added one after another, gives 100958. */
    private static final float TENTH = 0.1f;

    private static float[] run(List<Array> in, Function<List<Tensor>, Tensor> f) {
        Program program = Program.of(new FusedExecutor(2), leaves -> List.of(f.apply(leaves)));
        return (float[]) program.callAll(in).get(0).storage();
    }

    private static void close(float[] sums, double[] exact, double units) {
        assertThat(sums).hasSize(exact.length);
        for (int i = 0; i < sums.length; i++) {
            assertThat(Math.abs(sums[i] - exact[i]) / Math.ulp((float) exact[i]))
                    .as("sum %d: %s, exactly %s", i, sums[i], exact[i])
                    .isLessThanOrEqualTo(units);
        }
    }

    static Stream<Arguments> matrices() {
        return Stream.of(
                        new int[] {2, 1_000_003},
                        new int[] {1_000_003, 2},
                        new int[] {3001, 700},
                        new int[] {700, 3001},
                        new int[] {129, 129},
                        new int[] {40, 10_000},
                        new int[] {9, 257})
                .flatMap(shape -> Stream.of(Arguments.of(shape, true), Arguments.of(shape, false)));
    }

    /** Along both axes and both together, of the matrix and of a function of it, with partial pieces at the ends. */
    @ParameterizedTest
    @MethodSource("matrices")
    void sumsAlongAnyAxis(int[] shape, boolean equal) {
        int rows = shape[0];
        int columns = shape[1];
        float[] x = new float[rows * columns];
        Random random = new Random(4);
        for (int i = 0; i < x.length; i++) {
            x[i] = equal ? TENTH : random.nextFloat();
        }
        double[] byRow = new double[rows];
        double[] byColumn = new double[columns];
        double all = 0;
        for (int i = 0; i < x.length; i++) {
            byRow[i / columns] += x[i];
            byColumn[i % columns] += x[i];
            all += x[i];
        }
        List<Array> in = List.of(Array.of(Shape.of(shape), x));
        close(run(in, t -> t.get(0).sum(1)), byRow, 6);
        close(run(in, t -> t.get(0).abs().sum(1)), byRow, 6);
        close(run(in, t -> t.get(0).sum()), new double[] {all}, 6);
        // Up to 64 rows are added one after another.
        double units = rows <= 64 ? 15 : 8;
        close(run(in, t -> t.get(0).sum(0)), byColumn, units);
        close(run(in, t -> t.get(0).abs().sum(0)), byColumn, units);
        double[] means = Arrays.stream(byRow).map(sum -> sum / columns).toArray();
        close(run(in, t -> t.get(0).mean(1)), means, 7);
    }

    /** Columns of a stack of matrices. */
    @Test
    void sumsAlongTheMiddle() {
        float[] x = new float[3 * 5000 * 4];
        Arrays.fill(x, TENTH);
        double[] exact = new double[12];
        Arrays.fill(exact, 5000 * (double) TENTH);
        close(run(List.of(Array.of(Shape.of(3, 5000, 4), x)), t -> t.get(0).sum(1)), exact, 8);
    }

    /** The gradient of what was chosen often, and of elements of rows. */
    @Test
    void whatIsAddedBackToOnePlace() {
        int n = 500_000;
        Array table = Array.of(Shape.of(3, 2), new float[6]);
        float[] places = new float[n];
        for (int i = 0; i < n; i++) {
            places[i] = i % 1000 == 0 ? 2 : 0;
        }
        Tensor cotangent = Tensor.full(DType.FLOAT32, Shape.of(n, 2), TENTH);
        float[] gradient = run(
                List.of(table, Array.of(Shape.of(n), places)),
                t -> Derivatives.vjp(t.get(0).gather(0, t.get(1)), t.get(0), cotangent));
        double often = (n - n / 1000) * (double) TENTH;
        double seldom = n / 1000 * (double) TENTH;
        close(gradient, new double[] {often, often, 0, 0, seldom, seldom}, 2.5);

        float[] along = run(
                List.of(Array.of(Shape.of(2, 3), new float[6]), Array.of(Shape.of(2, n), new float[2 * n])),
                t -> Derivatives.vjp(
                        t.get(0).takeAlong(t.get(1)), t.get(0), Tensor.full(DType.FLOAT32, Shape.of(2, n), TENTH)));
        double sum = n * (double) TENTH;
        close(along, new double[] {sum, 0, 0, sum, 0, 0}, 2.5);
    }

    /** All four transpositions, added to what is there and not. */
    @Test
    void productsWithALongInnerAxis() {
        int k = 200_001;
        int m = 3;
        int n = 2;
        float[] a = new float[m * k];
        float[] b = new float[k * n];
        Arrays.fill(a, TENTH);
        Arrays.fill(b, 0.7f);
        double product = (double) TENTH * 0.7f * k;
        Products products = Products.of(Team.of(1));
        for (boolean ta : new boolean[] {false, true}) {
            for (boolean tb : new boolean[] {false, true}) {
                float[] c = new float[m * n];
                Arrays.fill(c, 5);
                products.multiply(ta, tb, m, n, k, a, 0, b, 0, false, c, 0);
                double[] exact = new double[m * n];
                Arrays.fill(exact, product);
                close(c, exact, 16);
                products.multiply(ta, tb, m, n, k, a, 0, b, 0, true, c, 0);
                Arrays.fill(exact, 2 * product);
                close(c, exact, 16);
            }
        }
        // Rows that differ, so that a piece taken from a wrong place shows.
        for (int i = 0; i < a.length; i++) {
            a[i] = i / k + 1 + i % k % 7;
        }
        double[] exact = new double[m];
        for (int i = 0; i < a.length; i++) {
            exact[i / k] += a[i];
        }
        float[] ones = new float[k];
        Arrays.fill(ones, 1);
        float[] c = new float[m];
        products.multiply(false, false, m, 1, k, a, 0, ones, 0, false, c, 0);
        close(c, exact, 16);
    }
}
