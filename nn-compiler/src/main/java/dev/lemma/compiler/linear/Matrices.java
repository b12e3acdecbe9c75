package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.internal.lapack.Checks;
import dev.lemma.compiler.internal.lapack.Dense;

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
            matrices.checks().symmetric(array.storage(), 0, i);
        }
        return matrices;
    }

    Matrices finite() {
        checks().finite(array.storage(), 0);
        return this;
    }

    Checks checks() {
        return new Checks(caller, array.shape());
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
        return checks().name(matrix);
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
