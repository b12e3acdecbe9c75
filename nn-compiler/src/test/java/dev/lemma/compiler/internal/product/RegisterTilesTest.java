package dev.lemma.compiler.internal.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sums and moves of whole blocks, by their definitions. Numbers are small and whole, so that every order of summation is exact. */
@Tag("executor")
class RegisterTilesTest {
    private static final int TERMS = 9;

    private final Random random = new Random(5);

    @BeforeEach
    void vectors() {
        assumeTrue(VectorModule.present());
    }

    @Test
    void outputsInLanesLeaveTermsOutRowByRow() {
        RegisterTiles<float[]> tiles = RegisterTiles.floats();
        int lanes = tiles.lanes();
        for (int outputs : new int[] {1, lanes - 1, lanes + 1, 2 * lanes, 5 * lanes - 3}) {
            for (int columns : new int[] {1, 13, 14, 15, 31}) {
                int rows = 3;
                int pitch = columns + 2;
                int[] shifts = shifts();
                int[] first = {0, 2, 4};
                int[] end = {TERMS, TERMS - 3, 4};
                float[] x = numbers(1 + 40 + rows * pitch);
                float[] matrix = numbers(outputs * TERMS);
                int[] order = tiles.panels(outputs, TERMS);
                float[] w = new float[2 + order.length];
                for (int i = 0; i < order.length; i++) {
                    w[2 + i] = matrix[order[i]];
                }
                int ld = (outputs + lanes - 1) / lanes * lanes;
                float[] c = numbers(3 + rows * columns * ld);
                float[] before = c.clone();
                tiles.outputsInLanes(outputs, rows, columns, pitch, x, 1, shifts, first, end, w, 2, c, 3, ld);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        for (int o = 0; o < outputs; o++) {
                            float sum = before[3 + (i * columns + j) * ld + o];
                            for (int k = first[i]; k < end[i]; k++) {
                                sum += matrix[o * TERMS + k] * x[1 + i * pitch + j + shifts[k]];
                            }
                            assertThat(c[3 + (i * columns + j) * ld + o]).isEqualTo(sum);
                        }
                    }
                }
            }
        }
    }

    @Test
    void positionsInLanesAreTheirDefinition() {
        RegisterTiles<double[]> tiles = RegisterTiles.doubles();
        int lanes = tiles.lanes();
        for (int outputs : new int[] {1, 7, 8, 9, 17}) {
            for (int vectors : new int[] {1, 3, 4, 33, 70}) {
                int positions = vectors * lanes;
                int[] shifts = shifts();
                double[] x = wide(1 + 40 + positions);
                double[] matrix = wide(outputs * TERMS);
                int[] order = tiles.strips(outputs, TERMS);
                double[] w = new double[2 + order.length];
                for (int i = 0; i < order.length; i++) {
                    w[2 + i] = matrix[order[i]];
                }
                double[] c = new double[3 + outputs * positions];
                tiles.positionsInLanes(outputs, vectors, x, 1, shifts, w, 2, c, 3, positions);
                for (int o = 0; o < outputs; o++) {
                    for (int p = 0; p < positions; p++) {
                        double sum = 0;
                        for (int k = 0; k < TERMS; k++) {
                            sum += matrix[o * TERMS + k] * x[1 + p + shifts[k]];
                        }
                        assertThat(c[3 + o * positions + p]).isEqualTo(sum);
                    }
                }
            }
        }
    }

    @Test
    void termsInRowsAddTheirSums() {
        RegisterTiles<float[]> tiles = RegisterTiles.floats();
        int lanes = tiles.lanes();
        for (int run : new int[] {1, 2, 3, 5, 14, 17}) {
            for (int vectors : new int[] {1, 2, 3}) {
                int[] shifts = new int[5 * run];
                for (int k = 0; k < shifts.length; k++) {
                    shifts[k] = 11 * (k / run) % 19 + k % run;
                }
                int ld = vectors * lanes;
                int positions = 21;
                float[] x = numbers(1 + 60 + positions);
                float[] t = numbers(2 + positions * ld);
                float[] c = numbers(3 + shifts.length * ld);
                float[] before = c.clone();
                tiles.termsInRows(shifts, run, positions, x, 1, t, 2, ld, c, 3);
                for (int k = 0; k < shifts.length; k++) {
                    for (int o = 0; o < ld; o++) {
                        float sum = before[3 + k * ld + o];
                        for (int p = 0; p < positions; p++) {
                            sum += x[1 + shifts[k] + p] * t[2 + p * ld + o];
                        }
                        assertThat(c[3 + k * ld + o]).isEqualTo(sum);
                    }
                }
            }
        }
    }

    @Test
    void movesWriteWhatTheyShouldAndNothingElse() throws InterruptedException {
        RegisterTiles<float[]> tiles = RegisterTiles.floats();
        int lanes = tiles.lanes();
        float[] from = numbers(4096);
        await(() -> tiles.transpose(from, 0, lanes, lanes, new float[lanes * lanes], 0, lanes, lanes));
        await(() -> tiles.copyRows(from, 0, lanes, new float[lanes], 0, lanes, 1, lanes));
        for (int rows : new int[] {lanes, lanes + 1, 2 * lanes, 3 * lanes - 1}) {
            for (int n : new int[] {lanes, lanes + 3, 2 * lanes}) {
                float[] to = new float[5 + n * (rows + 2)];
                float[] expected = to.clone();
                assertThat(tiles.transpose(from, 3, n + 1, rows, to, 5, rows + 2, n))
                        .isTrue();
                for (int r = 0; r < rows; r++) {
                    for (int i = 0; i < n; i++) {
                        expected[5 + i * (rows + 2) + r] = from[3 + r * (n + 1) + i];
                    }
                }
                assertThat(to).isEqualTo(expected);
            }
        }
        for (int n : new int[] {1, lanes / 2, lanes - 1, lanes, lanes + 1, 3 * lanes}) {
            for (int apart : new int[] {0, 2}) {
                for (int rows : new int[] {1, 2, 9, 40}) {
                    float[] to = new float[5 + rows * (n + apart)];
                    float[] expected = to.clone();
                    boolean done = tiles.copyRows(from, 3, n + 2, to, 5, n + apart, rows, n);
                    boolean many = n >= lanes || apart == 0 && rows * n >= lanes + n;
                    assertThat(done).as(rows + " rows of " + n).isEqualTo(many);
                    for (int r = 0; done && r < rows; r++) {
                        System.arraycopy(from, 3 + r * (n + 2), expected, 5 + r * (n + apart), n);
                    }
                    assertThat(to).isEqualTo(expected);
                }
            }
        }
    }

    private static void await(BooleanSupplier compiled) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!compiled.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
    }

    private static int[] shifts() {
        int[] shifts = new int[TERMS];
        Arrays.setAll(shifts, k -> 7 * k % 31);
        return shifts;
    }

    private float[] numbers(int n) {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = random.nextInt(17) - 8;
        }
        return a;
    }

    private double[] wide(int n) {
        double[] a = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = random.nextInt(17) - 8;
        }
        return a;
    }
}
