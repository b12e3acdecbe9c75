package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;

/**
 * An array seen as matrices: its last two axes, and the axes before them as their batch.
 *
 * @param caller begins every message
 */
record Matrices(String caller, Array array, Shape batch, int count, int rows, int columns) {

    static Matrices of(String caller, Array array) {
        Shape shape = array.shape();
        if (shape.rank() < 2) {
            throw new ShapeException(caller + ": expected a matrix, or a batch of them in the last two axes, got "
                    + shape + (shape.rank() == 1 ? ": reshape the vector to a row or a column" : ""));
        }
        Shape batch = shape.range(0, shape.rank() - 2);
        return new Matrices(caller, array, batch, batch.size(), shape.extent(-2), shape.extent(-1));
    }

    /** Square, with finite numbers. */
    static Matrices square(String caller, Array array) {
        Matrices matrices = of(caller, array);
        if (matrices.rows != matrices.columns) {
            throw new ShapeException(caller + ": expected square matrices, got " + array.shape());
        }
        return matrices.finite();
    }

    /** Square and symmetric, with finite numbers. */
    static Matrices symmetric(String caller, Array array) {
        Matrices matrices = square(caller, array);
        for (int i = 0; i < matrices.count; i++) {
            matrices.requireSymmetry(i);
        }
        return matrices;
    }

    Matrices finite() {
        Object numbers = array.storage();
        int wrong = numbers instanceof float[] f ? notFinite(f) : notFinite((double[]) numbers);
        if (wrong >= 0) {
            int within = wrong % Math.max(1, rows * columns);
            throw new IllegalArgumentException(caller + ": " + name(wrong / Math.max(1, rows * columns)) + " holds "
                    + array.get(wrong) + " at [" + within / columns + ", " + within % columns
                    + "]: expected finite numbers; look for an overflow or a 0/0 where it is made");
        }
        return this;
    }

    private static int notFinite(float[] x) {
        float sum = 0;
        for (float v : x) {
            sum += v * 0; // 0 unless a number is NaN or infinite
        }
        for (int i = 0; sum != 0 && i < x.length; i++) {
            if (!Float.isFinite(x[i])) {
                return i;
            }
        }
        return -1;
    }

    private static int notFinite(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * 0;
        }
        for (int i = 0; sum != 0 && i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Entries of a symmetric matrix differ from their mirror images by rounding: by √ε of the largest entry at most. */
    private void requireSymmetry(int matrix) {
        int n = rows;
        int offset = offset(matrix);
        double largest = 0;
        double difference = 0;
        int at = -1;
        for (int i0 = 0; i0 < n; i0 += 32) {
            for (int j0 = 0; j0 <= i0; j0 += 32) {
                for (int i = i0; i < Math.min(n, i0 + 32); i++) {
                    for (int j = j0; j < Math.min(i + 1, j0 + 32); j++) {
                        double below = array.get(offset + i * n + j);
                        double above = array.get(offset + j * n + i);
                        largest = Math.max(largest, Math.max(Math.abs(below), Math.abs(above)));
                        if (Math.abs(below - above) > difference) {
                            difference = Math.abs(below - above);
                            at = i * n + j;
                        }
                    }
                }
            }
        }
        if (difference > Math.sqrt(type().epsilon()) * largest) {
            int i = at / n;
            int j = at % n;
            throw new IllegalArgumentException(caller + ": " + name(matrix) + " is not symmetric: [" + i + ", " + j
                    + "] is " + array.get(offset + i * n + j) + ", [" + j + ", " + i + "] is "
                    + array.get(offset + j * n + i) + "; if it is symmetric but for errors, take (A + Aᵀ)/2");
        }
    }

    DType type() {
        return array.type();
    }

    int offset(int matrix) {
        return matrix * rows * columns;
    }

    /** The numbers of a matrix: a copy. */
    Object copy(int matrix) {
        return Dense.copy(array.storage(), offset(matrix), rows * columns);
    }

    /** What a message calls a matrix. */
    String name(int matrix) {
        return count == 1
                ? "the matrix " + Shape.of(rows, columns)
                : "matrix " + matrix + " of the batch " + array.shape();
    }

    /** Numbers for one result per matrix, of this size each. */
    Object results(int size) {
        return Dense.numbers(type(), Shape.of(count, size).size());
    }

    Array result(Object numbers, int... extents) {
        return Dense.array(batch.append(Shape.of(extents)), numbers);
    }

    /**
     * Columns of a right-hand side with {@code length} rows: 1 for vectors [batch.., length], k for [batch.., length, k].
     */
    int columns(Array right, int length) {
        boolean fits = right.type() == type();
        if (fits && right.shape().equals(batch.append(Shape.of(length)))) {
            return 1;
        }
        if (fits
                && right.shape().rank() == batch.rank() + 2
                && right.shape().range(0, batch.rank() + 1).equals(batch.append(Shape.of(length)))) {
            return right.shape().extent(-1);
        }
        throw new ShapeException(caller + ": the right-hand side is " + right.type() + right.shape() + ": expected "
                + type() + batch.append(Shape.of(length)) + ", or that with an axis of right-hand sides behind");
    }
}
