package dev.lemma.compiler.internal.blas;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tries a native library on a few products before it is trusted: libraries older than the processor they run on have been seen to compute wrong ones.
 *
 * <p>Operands hold small integers, so that every partial sum is exact in either type and in any order, and {@code C v = op(A) (op(B) v)} must hold to the last bit, for a v without zeros: one wrong number of C
 * breaks it. That costs n² operations where the product costs n³, some 20 ms in a JVM that has just begun on a busy machine. C holds NaN before, which must not survive.
 */
final class Verification {
    /** m, n, k: tails in all directions, and one beyond what libraries take for small. */
    private static final int[][] SHAPES = {{1, 17, 33}, {5, 3, 7}, {65, 31, 40}, {96, 112, 97}};

    private Verification() {}

    /** What is wrong, as the rest of a sentence; null if nothing is. */
    static @Nullable String fault(Blas blas) {
        for (int i = 0; i < SHAPES.length; i++) {
            int m = SHAPES[i][0];
            int n = SHAPES[i][1];
            int k = SHAPES[i][2];
            boolean ta = i % 2 == 1;
            boolean tb = i % 3 == 1;
            double[] a = new double[m * k];
            double[] b = new double[k * n];
            float[] narrowA = integers(31, a);
            float[] narrowB = integers(17, b);
            double[] wide = new double[m * n];
            float[] narrow = new float[m * n];
            Arrays.fill(wide, Double.NaN);
            Arrays.fill(narrow, Float.NaN);
            int lda = ta ? m : k;
            int ldb = tb ? k : n;
            blas.gemm(ta, tb, m, n, k, 1.0, a, 0, lda, b, 0, ldb, 0.0, wide, 0, n);
            blas.gemm(ta, tb, m, n, k, 1f, narrowA, 0, lda, narrowB, 0, ldb, 0f, narrow, 0, n);
            double[] v = new double[n];
            for (int s = 0; s < n; s++) {
                v[s] = 1 + s % 7;
            }
            double[] expected = times(a, ta, m, k, times(b, tb, k, n, v));
            double[] doubles = times(wide, false, m, n, v);
            double[] floats = times(narrow, m, n, v);
            if (!Arrays.equals(expected, doubles) || !Arrays.equals(expected, floats)) {
                return "a product [" + m + ", " + k + "] x [" + k + ", " + n + "] in "
                        + (Arrays.equals(expected, doubles) ? "float32" : "float64") + " is wrong";
            }
        }
        return null;
    }

    /** From −4 to 4, without a pattern that a permutation of rows or columns keeps; the same in float32. */
    private static float[] integers(int seed, double[] x) {
        float[] narrow = new float[x.length];
        int state = seed;
        for (int i = 0; i < x.length; i++) {
            state = state * 1103515245 + 12345;
            int integer = (state >>> 16) % 9 - 4;
            x[i] = integer;
            narrow[i] = integer;
        }
        return narrow;
    }

    /** {@code op(X) v}, op(X) being rows × columns. */
    private static double[] times(double[] x, boolean transposed, int rows, int columns, double[] v) {
        double[] y = new double[rows];
        for (int r = 0; r < rows; r++) {
            double sum = 0;
            for (int s = 0; s < columns; s++) {
                sum += x[transposed ? s * rows + r : r * columns + s] * v[s];
            }
            y[r] = sum;
        }
        return y;
    }

    private static double[] times(float[] x, int rows, int columns, double[] v) {
        double[] y = new double[rows];
        for (int r = 0; r < rows; r++) {
            double sum = 0;
            for (int s = 0; s < columns; s++) {
                sum += x[r * columns + s] * v[s];
            }
            y[r] = sum;
        }
        return y;
    }
}
