package dev.lemma.compiler.internal.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scalar tiles stand in for vector tiles while these are compiled, so the two must not differ in a single bit. */
@Tag("executor")
class TileTest {
    private static final int K = 19;

    @Test
    void floatTilesAgreeInEveryBitAndStayInside() {
        assumeTrue(VectorModule.present());
        TileSizes sizes = TileSizes.of(VectorModule.bits(), Float.SIZE);
        Random random = new Random(8);
        for (int vectors = 1; vectors <= sizes.vectors(); vectors++) {
            for (int rows = 1; rows <= sizes.rows(vectors); rows++) {
                for (boolean continuing : new boolean[] {false, true}) {
                    int columns = vectors * sizes.lanes();
                    float[] a = floats(random, rows * K);
                    float[] b = floats(random, K * (columns + 3));
                    float[] c = floats(random, rows * (columns + 1) + 1);
                    float[] expected = c.clone();
                    FloatTile tile = TileAssembler.floats(sizes.lanes(), rows, vectors, continuing);
                    FloatTile scalar = new ScalarFloatTile(rows, columns, continuing);
                    // A transposed: neighbours in p are a row's length apart.
                    tile.run(a, 0, 1, rows, b, 2, columns + 3, c, 1, columns + 1, K);
                    scalar.run(a, 0, 1, rows, b, 2, columns + 3, expected, 1, columns + 1, K);
                    assertThat(c).isEqualTo(expected);
                    tile.run(a, 0, K, 1, b, 2, columns + 3, c, 1, columns + 1, K);
                    scalar.run(a, 0, K, 1, b, 2, columns + 3, expected, 1, columns + 1, K);
                    assertThat(c).isEqualTo(expected);
                    if (!continuing) {
                        float sum = 0;
                        for (int p = 0; p < K; p++) {
                            sum = Math.fma(a[(rows - 1) * K + p], b[2 + p * (columns + 3) + columns - 1], sum);
                        }
                        assertThat(c[1 + (rows - 1) * (columns + 1) + columns - 1])
                                .isEqualTo(sum);
                    }
                }
            }
        }
    }

    @Test
    void doubleTilesAgreeInEveryBitAndStayInside() {
        assumeTrue(VectorModule.present());
        TileSizes sizes = TileSizes.of(VectorModule.bits(), Double.SIZE);
        Random random = new Random(9);
        for (int vectors = 1; vectors <= sizes.vectors(); vectors++) {
            for (int rows = 1; rows <= sizes.rows(vectors); rows++) {
                for (boolean continuing : new boolean[] {false, true}) {
                    int columns = vectors * sizes.lanes();
                    double[] a = doubles(random, rows * K);
                    double[] b = doubles(random, K * (columns + 3));
                    double[] c = doubles(random, rows * (columns + 1) + 1);
                    double[] expected = c.clone();
                    DoubleTile tile = TileAssembler.doubles(sizes.lanes(), rows, vectors, continuing);
                    DoubleTile scalar = new ScalarDoubleTile(rows, columns, continuing);
                    tile.run(a, 0, 1, rows, b, 2, columns + 3, c, 1, columns + 1, K);
                    scalar.run(a, 0, 1, rows, b, 2, columns + 3, expected, 1, columns + 1, K);
                    assertThat(c).isEqualTo(expected);
                    tile.run(a, 0, K, 1, b, 2, columns + 3, c, 1, columns + 1, K);
                    scalar.run(a, 0, K, 1, b, 2, columns + 3, expected, 1, columns + 1, K);
                    assertThat(c).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void shiftTilesAgreeInEveryBitAndStayInside() {
        assumeTrue(VectorModule.present());
        Random random = new Random(12);
        int lanes = VectorModule.bits() / Float.SIZE;
        int wideLanes = VectorModule.bits() / Double.SIZE;
        for (int vectors = 1; vectors <= 3; vectors++) {
            for (int rows = 1; rows <= 14 && rows * vectors <= 28; rows++) {
                int columns = vectors * lanes;
                float[] x = floats(random, 60 + 2 * columns);
                float[] w = floats(random, K * Math.max(columns + 3, rows));
                agree(
                        TileAssembler.outputsInLanes(false, lanes, rows, vectors),
                        new ScalarFloatTile.Shifted(rows, columns, true),
                        x,
                        w,
                        floats(random, rows * (columns + 1) + 1),
                        columns + 1);
                agree(
                        TileAssembler.positionsInLanes(false, lanes, rows, vectors),
                        new ScalarFloatTile.Shifted(rows, columns, false),
                        x,
                        w,
                        floats(random, rows * (columns + 1) + 1),
                        columns + 1);
                int wide = vectors * wideLanes;
                double[] wideX = doubles(random, 60 + 2 * wide);
                double[] wideW = doubles(random, K * Math.max(wide + 3, rows));
                agree(
                        TileAssembler.outputsInLanes(true, wideLanes, rows, vectors),
                        new ScalarDoubleTile.Shifted(rows, wide, true),
                        wideX,
                        wideW,
                        doubles(random, rows * (wide + 1) + 1),
                        wide + 1);
                agree(
                        TileAssembler.positionsInLanes(true, wideLanes, rows, vectors),
                        new ScalarDoubleTile.Shifted(rows, wide, false),
                        wideX,
                        wideW,
                        doubles(random, rows * (wide + 1) + 1),
                        wide + 1);
            }
        }
        for (int[] runs : new int[][] {{1, 1}, {8, 1}, {2, 5}, {4, 3}, {1, 14}}) {
            for (int vectors = 1; vectors <= 2; vectors++) {
                int rows = runs[0] * runs[1];
                int columns = vectors * lanes;
                agree(
                        TileAssembler.termsInRows(false, lanes, runs[0], runs[1], vectors),
                        new ScalarFloatTile.Terms(rows, runs[1], columns),
                        floats(random, 60 + 2 * columns),
                        floats(random, K * (columns + 3)),
                        floats(random, rows * (columns + 1) + 1),
                        columns + 1);
                int wide = vectors * wideLanes;
                agree(
                        TileAssembler.termsInRows(true, wideLanes, runs[0], runs[1], vectors),
                        new ScalarDoubleTile.Terms(rows, runs[1], wide),
                        doubles(random, 60 + 2 * wide),
                        doubles(random, K * (wide + 3)),
                        doubles(random, rows * (wide + 1) + 1),
                        wide + 1);
            }
        }
    }

    private static <A> void agree(ShiftTile<A> tile, ShiftTile<A> scalar, A x, A w, A c, int ldc) {
        int[] shifts = new int[K];
        for (int k = 0; k < K; k++) {
            shifts[k] = 7 * k % 23;
        }
        A expected = copy(c);
        tile.run(x, 1, shifts, 2, w, 0, K - 1, c, 1, ldc);
        scalar.run(x, 1, shifts, 2, w, 0, K - 1, expected, 1, ldc);
        assertThat(c).isEqualTo(expected);
    }

    @SuppressWarnings("unchecked")
    private static <A> A copy(A numbers) {
        return (A) (numbers instanceof float[] floats ? floats.clone() : ((double[]) numbers).clone());
    }

    @Test
    void dotProductsAgreeInEveryBit() {
        assumeTrue(VectorModule.present());
        Random random = new Random(10);
        int lanes = VectorModule.bits() / Float.SIZE;
        int wideLanes = VectorModule.bits() / Double.SIZE;
        for (int rows = 1; rows <= 8; rows++) {
            float[] a = floats(random, rows * 5 * lanes);
            float[] x = floats(random, 5 * lanes);
            float[] c = new float[rows * lanes];
            float[] expected = new float[rows * lanes];
            TileAssembler.floatDots(lanes, rows).run(a, 0, 5 * lanes, lanes, x, 0, lanes, c, 0, lanes, 5);
            new ScalarFloatTile.Dots(lanes, rows).run(a, 0, 5 * lanes, lanes, x, 0, lanes, expected, 0, lanes, 5);
            assertThat(Arrays.copyOf(c, rows)).isEqualTo(Arrays.copyOf(expected, rows));
            double[] wideA = doubles(random, rows * 5 * wideLanes);
            double[] wideX = doubles(random, 5 * wideLanes);
            double[] wideC = new double[rows * wideLanes];
            double[] wideExpected = new double[rows * wideLanes];
            TileAssembler.doubleDots(wideLanes, rows)
                    .run(wideA, 0, 5 * wideLanes, wideLanes, wideX, 0, wideLanes, wideC, 0, wideLanes, 5);
            new ScalarDoubleTile.Dots(wideLanes, rows)
                    .run(wideA, 0, 5 * wideLanes, wideLanes, wideX, 0, wideLanes, wideExpected, 0, wideLanes, 5);
            assertThat(Arrays.copyOf(wideC, rows)).isEqualTo(Arrays.copyOf(wideExpected, rows));
        }
    }

    /** What the program computes must not change at the moment a compiled tile, or the packer of a transposed operand, takes over. */
    @ParameterizedTest
    @CsvSource({"false, false, 70", "false, true, 70", "true, false, 70", "true, false, 5", "true, true, 5"})
    void warmingUpDoesNotChangeABit(boolean ta, boolean tb, int n) throws InterruptedException {
        assumeTrue(VectorModule.present());
        FloatTiles tiles = new FloatTiles(TileSizes.of(VectorModule.bits(), Float.SIZE));
        DoubleTiles wideTiles = new DoubleTiles(TileSizes.of(VectorModule.bits(), Double.SIZE));
        Random random = new Random(11);
        int m = 27;
        int k = 300;
        int lda = ta ? m : k;
        int ldb = tb ? k : n;
        float[] a = floats(random, m * k);
        float[] b = floats(random, k * n);
        double[] wideA = doubles(random, m * k);
        double[] wideB = doubles(random, k * n);
        float[] first = new float[m * n];
        double[] wideFirst = new double[m * n];
        tiles.multiply(ta, tb, m, n, k, a, 0, lda, b, 0, ldb, false, first, 0, n);
        wideTiles.multiply(ta, tb, m, n, k, wideA, 0, lda, wideB, 0, ldb, false, wideFirst, 0, n);
        assertThat(tiles.cold()).isPositive();
        long end = System.nanoTime() + 20_000_000_000L;
        boolean warm = false;
        while (!warm) {
            warm = tiles.cold() + wideTiles.cold() == 0 || System.nanoTime() > end;
            float[] again = new float[m * n];
            double[] wideAgain = new double[m * n];
            tiles.multiply(ta, tb, m, n, k, a, 0, lda, b, 0, ldb, false, again, 0, n);
            wideTiles.multiply(ta, tb, m, n, k, wideA, 0, lda, wideB, 0, ldb, false, wideAgain, 0, n);
            assertThat(again).isEqualTo(first);
            assertThat(wideAgain).isEqualTo(wideFirst);
            Thread.sleep(1);
        }
    }

    private static float[] floats(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static double[] doubles(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextDouble() - 0.5;
        }
        return values;
    }
}
