package dev.lemma.compiler.internal.lapack;

import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;

/**
 * What a factorisation asks of its matrices, and the sentence where one is not so. Matrix {@code index} of a batch of shape {@code shape} lies at {@code index} times its size behind {@code start}.
 *
 * @param caller begins every message
 * @param shape of the batch, matrices in the last two axes
 */
public record Checks(String caller, Shape shape) {

    private static final int TILE = 32;

    private int rows() {
        return shape.extent(-2);
    }

    private int columns() {
        return shape.extent(-1);
    }

    /** What a message calls a matrix. */
    public String name(int index) {
        Shape matrix = shape.range(shape.rank() - 2, shape.rank());
        return shape.rank() == 2 || shape.size() == matrix.size()
                ? "the matrix " + matrix
                : "matrix " + index + " of the batch " + shape;
    }

    /** No NaN and no infinity in the whole batch. */
    public void finite(Object numbers, int start) {
        int wrong = numbers instanceof float[] f
                ? notFinite(f, start, start + shape.size())
                : notFinite((double[]) numbers, start, start + shape.size());
        if (wrong >= 0) {
            int size = rows() * columns();
            int at = (wrong - start) % size;
            throw new IllegalArgumentException(caller + ": " + name((wrong - start) / size) + " holds "
                    + Dense.get(numbers, wrong) + " at [" + at / columns() + ", " + at % columns()
                    + "]: expected finite numbers; look for an overflow or a 0/0 where it is made");
        }
    }

    private static int notFinite(float[] x, int from, int to) {
        // 0 unless a number is NaN or infinite; four chains, since an addition waits for the last.
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int last = to - 3;
        int at = from;
        for (; at < last; at += 4) {
            s0 += x[at] * 0;
            s1 += x[at + 1] * 0;
            s2 += x[at + 2] * 0;
            s3 += x[at + 3] * 0;
        }
        for (; at < to; at++) {
            s0 += x[at] * 0;
        }
        float sum = s0 + s1 + s2 + s3;
        for (int i = from; sum != 0 && i < to; i++) {
            if (!Float.isFinite(x[i])) {
                return i;
            }
        }
        return -1;
    }

    private static int notFinite(double[] x, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int last = to - 3;
        int at = from;
        for (; at < last; at += 4) {
            s0 += x[at] * 0;
            s1 += x[at + 1] * 0;
            s2 += x[at + 2] * 0;
            s3 += x[at + 3] * 0;
        }
        for (; at < to; at++) {
            s0 += x[at] * 0;
        }
        double sum = s0 + s1 + s2 + s3;
        for (int i = from; sum != 0 && i < to; i++) {
            if (!Double.isFinite(x[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Entries of a symmetric matrix differ from their mirror images by rounding: by √ε of the largest entry at most. */
    public void symmetric(Object numbers, int start, int index) {
        int n = rows();
        int offset = start + index * n * n;
        if (numbers instanceof float[] f ? isSymmetric(f, offset, n) : isSymmetric((double[]) numbers, offset, n)) {
            return;
        }
        double largest = 0;
        double difference = 0;
        int at = -1;
        for (int i0 = 0; i0 < n; i0 += TILE) {
            for (int j0 = 0; j0 <= i0; j0 += TILE) {
                for (int i = i0; i < Math.min(n, i0 + TILE); i++) {
                    for (int j = j0; j < Math.min(i + 1, j0 + TILE); j++) {
                        double below = Dense.get(numbers, offset + i * n + j);
                        double above = Dense.get(numbers, offset + j * n + i);
                        largest = Math.max(largest, Math.max(Math.abs(below), Math.abs(above)));
                        if (Math.abs(below - above) > difference) {
                            difference = Math.abs(below - above);
                            at = i * n + j;
                        }
                    }
                }
            }
        }
        if (difference > Math.sqrt(Dense.type(numbers).epsilon()) * largest) {
            int i = at / n;
            int j = at % n;
            throw new IllegalArgumentException(caller + ": " + name(index) + " is not symmetric: [" + i + ", " + j
                    + "] is " + Dense.get(numbers, offset + i * n + j) + ", [" + j + ", " + i + "] is "
                    + Dense.get(numbers, offset + j * n + i)
                    + "; if it is symmetric but for errors, take (A + Aᵀ)/2");
        }
    }

    /** To the last bit: as most are, and quickly seen. */
    private static boolean isSymmetric(float[] x, int offset, int n) {
        for (int i0 = 0; i0 < n; i0 += TILE) {
            for (int j0 = 0; j0 <= i0; j0 += TILE) {
                for (int i = i0; i < Math.min(n, i0 + TILE); i++) {
                    int end = Math.min(i, j0 + TILE);
                    boolean differ = false;
                    for (int j = j0; j < end; j++) {
                        differ |= x[offset + i * n + j] != x[offset + j * n + i];
                    }
                    if (differ) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isSymmetric(double[] x, int offset, int n) {
        for (int i0 = 0; i0 < n; i0 += TILE) {
            for (int j0 = 0; j0 <= i0; j0 += TILE) {
                for (int i = i0; i < Math.min(n, i0 + TILE); i++) {
                    int end = Math.min(i, j0 + TILE);
                    boolean differ = false;
                    for (int j = j0; j < end; j++) {
                        differ |= x[offset + i * n + j] != x[offset + j * n + i];
                    }
                    if (differ) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** No 0 on the diagonal of a triangular matrix. */
    public void regular(Object numbers, int start, int index) {
        int n = rows();
        for (int i = 0; i < n; i++) {
            if (Dense.get(numbers, start + index * n * n + i * (n + 1)) == 0) {
                throw new IllegalArgumentException(
                        caller + ": " + name(index) + " is singular: its diagonal is 0 at " + i);
            }
        }
    }

    /**
     * What to throw when pivot k is not above 0.
     *
     * @param rows from {@code offset} on: n × n, of which the rows before k hold the factor, and what is above the diagonal the matrix still
     * @param diagonal of the matrix
     */
    public NotPositiveDefiniteException notPositiveDefinite(int index, Object rows, double[] diagonal, int k) {
        int n = rows();
        DType type = Dense.type(rows);
        double largest = 0;
        double trace = 0;
        for (double d : diagonal) {
            largest = Math.max(largest, Math.abs(d));
            trace += Math.abs(d);
        }
        Object column = Dense.numbers(type, k);
        for (int i = 0; i < k; i++) {
            Dense.set(column, i, Dense.get(rows, i * n + k));
        }
        TriangularSolver.solve(true, false, false, k, rows, 0, n, 1, column, 0, 1, Team.of(1));
        double pivot = diagonal[k];
        for (int i = 0; i < k; i++) {
            pivot -= Dense.get(column, i) * Dense.get(column, i);
        }
        double rounding = 16 * n * type.epsilon() * Math.max(largest, trace / n);
        String cause = Math.abs(pivot) <= rounding
                ? "that is 0 but for rounding: the matrix is singular (equal rows?); add about " + (float) rounding
                        + " to its diagonal" + (type == DType.FLOAT32 ? ", or work in float64" : "")
                : "that is far below 0 beside a diagonal of up to " + (float) largest
                        + ": the matrix has negative eigenvalues, as a covariance or a Gram matrix never has";
        return new NotPositiveDefiniteException(
                caller + ": " + name(index) + " is not positive definite: pivot " + k + " is " + pivot + ", " + cause,
                k,
                pivot);
    }
}
