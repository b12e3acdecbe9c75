package dev.lemma.compiler.internal.kernel;

import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.primitive.MatrixProducts;
import java.util.Arrays;

/**
 * Squared distances of the rows of two row-major float matrices, {@code rᵢⱼ = ‖xᵢ − yⱼ‖²}.
 *
 * <p>Few coordinates are subtracted one by one. Many go by {@code ‖x‖² + ‖y‖² − 2⟨x, y⟩}, the product being the executor's, with the mean of the rows
 * of y taken from both sides first; what is below a sixteenth of the norms is then computed anew from differences, so that the relative error stays within some
 * tens of roundings and equal rows have exactly 0. Results do not depend on the number of threads.
 */
final class FloatDistances {

    /** Up to here differences cost no more than a product. */
    private static final int FEW = 4;

    /** Below this part of the norms a difference of them is not accurate enough. */
    private static final float CLOSE = 1 / 16f;

    private static final int ROWS_OF_A_PART = 64;

    private final MatrixProducts products;
    private final Team team;
    private final int n;
    private final int m;
    private final int d;
    private final float[] left;
    private final float[] right;
    private final float[] leftNorms;
    private final float[] rightNorms;
    private final double[] mean;
    private final float[] origin;

    /** For points [n, d] and [m, d]. */
    FloatDistances(MatrixProducts products, Team team, int n, int m, int d) {
        this.products = products;
        this.team = team;
        this.n = n;
        this.m = m;
        this.d = d;
        boolean few = d <= FEW;
        this.left = new float[few ? 0 : n * d];
        this.right = new float[m * d];
        this.leftNorms = new float[few ? 0 : n];
        this.rightNorms = new float[few ? 0 : m];
        this.mean = new double[few ? 0 : d];
        this.origin = new float[few ? 0 : d];
    }

    /** Bytes of scratch space. */
    public long bytes() {
        return (long) (left.length + right.length + leftNorms.length + rightNorms.length + origin.length) * Float.BYTES
                + (long) mean.length * Double.BYTES;
    }

    /** Writes r, [n, m], at its start. */
    public void compute(float[] x, int xStart, float[] y, int yStart, float[] r, int rStart) {
        if (n == 0 || m == 0) {
            return;
        }
        int parts = (n + ROWS_OF_A_PART - 1) / ROWS_OF_A_PART;
        if (d <= FEW) {
            transpose(y, yStart);
            team.run(parts, part -> {
                for (int i = part * ROWS_OF_A_PART; i < Math.min(n, (part + 1) * ROWS_OF_A_PART); i++) {
                    byDifferences(x, xStart + i * d, r, rStart + i * m);
                }
            });
            return;
        }
        centre(x, xStart, y, yStart);
        products.multiply(false, true, n, m, d, left, 0, d, right, 0, d, false, r, rStart, m);
        team.run(parts, part -> {
            for (int i = part * ROWS_OF_A_PART; i < Math.min(n, (part + 1) * ROWS_OF_A_PART); i++) {
                byNorms(i, r, rStart + i * m);
                repair(i, r, rStart + i * m, x, xStart + i * d, y, yStart);
            }
        });
    }

    private void transpose(float[] y, int yStart) {
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < d; k++) {
                right[k * m + j] = y[yStart + j * d + k];
            }
        }
    }

    private void byDifferences(float[] x, int at, float[] r, int row) {
        for (int j = 0; j < m; j++) {
            r[row + j] = 0;
        }
        for (int k = 0; k < d; k++) {
            float a = x[at + k];
            int column = k * m;
            for (int j = 0; j < m; j++) {
                float difference = a - right[column + j];
                r[row + j] += difference * difference;
            }
        }
    }

    private void centre(float[] x, int xStart, float[] y, int yStart) {
        Arrays.fill(mean, 0);
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < d; k++) {
                mean[k] += y[yStart + j * d + k];
            }
        }
        // Any origin near them will do, the same for both sides.
        for (int k = 0; k < d; k++) {
            origin[k] = (float) (mean[k] / m);
        }
        shift(x, xStart, n, left, leftNorms);
        shift(y, yStart, m, right, rightNorms);
    }

    private void shift(float[] points, int start, int rows, float[] shifted, float[] norms) {
        for (int i = 0; i < rows; i++) {
            int at = i * d;
            for (int k = 0; k < d; k++) {
                shifted[at + k] = points[start + at + k] - origin[k];
            }
            norms[i] = (float) squaredNorm(shifted, at);
        }
    }

    private double squaredNorm(float[] points, int at) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int k = 0;
        for (; k + 3 < d; k += 4) {
            a += (double) points[at + k] * points[at + k];
            b += (double) points[at + k + 1] * points[at + k + 1];
            c += (double) points[at + k + 2] * points[at + k + 2];
            e += (double) points[at + k + 3] * points[at + k + 3];
        }
        for (; k < d; k++) {
            a += (double) points[at + k] * points[at + k];
        }
        return a + b + (c + e);
    }

    private void byNorms(int i, float[] r, int row) {
        float a = leftNorms[i];
        for (int j = 0; j < m; j++) {
            r[row + j] = Math.max(0, a + rightNorms[j] - 2 * r[row + j]);
        }
    }

    private void repair(int i, float[] r, int row, float[] x, int at, float[] y, int yStart) {
        float a = leftNorms[i];
        // Signs together first: most rows have no point that is close, and this loop has no branch.
        int signs = 0;
        for (int j = 0; j < m; j++) {
            signs |= Float.floatToRawIntBits(r[row + j] - CLOSE * (a + rightNorms[j]));
        }
        if (signs >= 0) {
            return;
        }
        for (int j = 0; j < m; j++) {
            if (r[row + j] < CLOSE * (a + rightNorms[j])) {
                r[row + j] = difference(x, at, y, yStart + j * d);
            }
        }
    }

    private float difference(float[] x, int at, float[] y, int to) {
        float even = 0;
        float odd = 0;
        int k = 0;
        for (; k + 1 < d; k += 2) {
            float first = x[at + k] - y[to + k];
            float second = x[at + k + 1] - y[to + k + 1];
            even += first * first;
            odd += second * second;
        }
        if (k < d) {
            float last = x[at + k] - y[to + k];
            even += last * last;
        }
        return even + odd;
    }
}
