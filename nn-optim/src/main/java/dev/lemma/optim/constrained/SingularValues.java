package dev.lemma.optim.constrained;

import dev.lemma.optim.internal.Vectors;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A matrix as {@code Σ σᵢuᵢvᵢᵀ}, σ descending, by one-sided Jacobi rotations: columns are turned in pairs until all are
 * orthogonal; their lengths are then the singular values.
 *
 * <p>Small singular values are as accurate as large ones. A singular value of 0 has a left vector of zeros.
 *
 * @see <a href="https://doi.org/10.1137/0613074">Demmel and Veselić 1992</a>
 */
final class SingularValues {

    private static final int SWEEPS = 60;

    /**
     * Columns shorter than this, where the largest number is about 1, are zero: those that depend on others shrink from sweep
     * to sweep, in the end to lengths whose squares underflow.
     */
    private static final double NEGLIGIBLE = 1e-125;

    private final double[] values;
    private final double[][] left;
    private final double[][] right;

    private SingularValues(double[] values, double[][] left, double[][] right) {
        this.values = values;
        this.left = left;
        this.right = right;
    }

    static SingularValues of(double[] matrix, int rows, int columns) {
        boolean wide = columns > rows;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double largest = Arrays.stream(matrix).map(Math::abs).max().orElse(0);
        double scale =
                largest == 0 ? 1 : Math.scalb(1.0, -Math.getExponent(largest)); // so that no square over- or underflows
        double[][] turned = new double[count][length]; // the columns of the matrix or of its transpose
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[wide ? i : j][wide ? j : i] = matrix[i * columns + j] * scale;
            }
        }
        double[][] rotation = new double[count][count];
        for (int j = 0; j < count; j++) {
            rotation[j][j] = 1;
        }
        orthogonalize(turned, rotation);

        double[] lengths = Arrays.stream(turned)
                .mapToDouble(Vectors::norm)
                .map(found -> found < NEGLIGIBLE ? 0 : found)
                .toArray();
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -lengths[i]));
        double[] values = new double[count];
        double[][] lengthwise = new double[count][];
        double[][] turnedBack = new double[count][];
        for (int i = 0; i < count; i++) {
            double sigma = lengths[order[i]];
            values[i] = sigma / scale;
            lengthwise[i] = sigma == 0 ? new double[length] : Vectors.scaled(turned[order[i]], 1 / sigma);
            turnedBack[i] = rotation[order[i]];
        }
        return wide
                ? new SingularValues(values, turnedBack, lengthwise)
                : new SingularValues(values, lengthwise, turnedBack);
    }

    private static void orthogonalize(double[][] columns, double[][] rotation) {
        boolean turned = true;
        for (int sweep = 0; turned && sweep < SWEEPS; sweep++) {
            turned = false;
            for (int p = 0; p < columns.length; p++) {
                for (int q = p + 1; q < columns.length; q++) {
                    turned |= orthogonalize(columns, rotation, p, q);
                }
            }
        }
        if (turned) {
            throw new ArithmeticException("singular values: not found in " + SWEEPS + " sweeps: is the matrix finite?");
        }
    }

    private static boolean orthogonalize(double[][] columns, double[][] rotation, int p, int q) {
        double pp = Vectors.dot(columns[p], columns[p]);
        double qq = Vectors.dot(columns[q], columns[q]);
        double pq = Vectors.dot(columns[p], columns[q]);
        if (Math.min(pp, qq) < NEGLIGIBLE * NEGLIGIBLE) {
            return false;
        }
        if (Math.abs(pq) <= 0x1p-52 * Math.max(10, columns[p].length) * Math.sqrt(pp) * Math.sqrt(qq)) {
            return false;
        }
        double zeta = (qq - pp) / (2 * pq);
        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
        double cosine = 1 / Math.hypot(1, tangent);
        turn(columns[p], columns[q], cosine, cosine * tangent);
        turn(rotation[p], rotation[q], cosine, cosine * tangent);
        return true;
    }

    private static void turn(double[] a, double[] b, double cosine, double sine) {
        for (int i = 0; i < a.length; i++) {
            double old = a[i];
            a[i] = cosine * old - sine * b[i];
            b[i] = sine * old + cosine * b[i];
        }
    }

    /** σ, descending: a copy. */
    double[] values() {
        return values.clone();
    }

    /** {@code Σ cᵢuᵢvᵢᵀ}, flat in row-major order. */
    double[] compose(double[] coefficients) {
        int columns = right[0].length;
        double[] matrix = new double[left[0].length * columns];
        for (int k = 0; k < coefficients.length; k++) {
            if (coefficients[k] != 0) {
                for (int i = 0; i < left[0].length; i++) {
                    double factor = coefficients[k] * left[k][i];
                    for (int j = 0; j < columns; j++) {
                        matrix[i * columns + j] += factor * right[k][j];
                    }
                }
            }
        }
        return matrix;
    }
}
