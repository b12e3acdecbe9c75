package dev.lemma.compiler.linear;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix: {@code T = S Λ Sᵀ} with α on the diagonal and β beside it.
 *
 * <p>Implicit QL steps with Wilkinson's shift: about two per eigenvalue, O(k²) for the values and O(k³) with the vectors. Eigenvalues carry an error
 * of a few ε·‖T‖: small ones of a badly scaled matrix have few correct digits. Float64.
 *
 * @see <a href="https://doi.org/10.1007/978-3-662-39778-7">Wilkinson and Reinsch 1971, contribution II/4 (Dubrulle, Martin and Wilkinson)</a>
 */
public final class TridiagonalEigen {

    private static final int MOST_STEPS = 60;

    private final double[] values;
    private final double[][] vectors;

    private TridiagonalEigen(double[] values, double[][] vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /**
     * The decomposition.
     *
     * @param diagonal α, k ≥ 1 numbers
     * @param beside β, the k − 1 numbers next to the diagonal
     * @throws IllegalArgumentException if the lengths do not fit, or a number is not finite
     */
    public static TridiagonalEigen of(double[] diagonal, double[] beside) {
        int k = diagonal.length;
        if (k == 0 || beside.length != k - 1) {
            throw new IllegalArgumentException(
                    "tridiagonal: expected k >= 1 numbers on the diagonal and k - 1 beside it, got " + k + " and "
                            + beside.length);
        }
        if (!Arrays.stream(diagonal).allMatch(Double::isFinite)
                || !Arrays.stream(beside).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("tridiagonal: expected finite numbers, got " + Arrays.toString(diagonal)
                    + " and " + Arrays.toString(beside));
        }
        double[] d = diagonal.clone();
        double[] e = Arrays.copyOf(beside, k);
        double[][] rows = new double[k][k]; // rows[i] is to become the eigenvector of d[i]
        for (int i = 0; i < k; i++) {
            rows[i][i] = 1;
        }
        for (int l = 0; l < k; l++) {
            reduce(d, e, rows, l);
        }
        int[] order = IntStream.range(0, k)
                .boxed()
                .sorted((i, j) -> Double.compare(d[i], d[j]))
                .mapToInt(i -> i)
                .toArray();
        double[] values = new double[k];
        double[][] vectors = new double[k][];
        for (int i = 0; i < k; i++) {
            values[i] = d[order[i]];
            vectors[i] = rows[order[i]];
        }
        return new TridiagonalEigen(values, vectors);
    }

    /** QL steps on rows l, l + 1, … until e[l] is negligible. */
    private static void reduce(double[] d, double[] e, double[][] rows, int l) {
        for (int step = 0; ; step++) {
            int m = l;
            while (m < d.length - 1 && !negligible(e[m], d[m], d[m + 1])) {
                m++;
            }
            if (m == l) {
                return;
            }
            if (step == MOST_STEPS) {
                throw new ArithmeticException("tridiagonal: eigenvalue " + l + " of " + d.length
                        + " did not converge in " + MOST_STEPS + " steps");
            }
            // The shift is the eigenvalue of the leading 2 x 2 block that is nearer to d[l].
            double g = (d[l + 1] - d[l]) / (2 * e[l]);
            g = d[m] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
            double sine = 1;
            double cosine = 1;
            double removed = 0;
            int i = m - 1;
            for (; i >= l; i--) {
                double f = sine * e[i];
                double b = cosine * e[i];
                double r = Math.hypot(f, g);
                e[i + 1] = r;
                if (r == 0) { // the matrix falls apart here: begin again with the smaller one
                    d[i + 1] -= removed;
                    e[m] = 0;
                    break;
                }
                sine = f / r;
                cosine = g / r;
                g = d[i + 1] - removed;
                r = (d[i] - g) * sine + 2 * cosine * b;
                removed = sine * r;
                d[i + 1] = g + removed;
                g = cosine * r - b;
                rotate(rows[i], rows[i + 1], cosine, sine);
            }
            if (i < l) {
                d[l] -= removed;
                e[l] = g;
                e[m] = 0;
            }
        }
    }

    private static boolean negligible(double beside, double above, double below) {
        double size = Math.abs(above) + Math.abs(below);
        return size + Math.abs(beside) == size;
    }

    private static void rotate(double[] a, double[] b, double cosine, double sine) {
        for (int j = 0; j < a.length; j++) {
            double x = a[j];
            double y = b[j];
            b[j] = sine * x + cosine * y;
            a[j] = cosine * x - sine * y;
        }
    }

    /** The eigenvalues, ascending. */
    public double[] values() {
        return values.clone();
    }

    /** The eigenvector of the i-th eigenvalue, of norm 1. */
    public double[] vector(int i) {
        return vectors[i].clone();
    }
}
