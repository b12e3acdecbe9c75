package dev.lemma.kernels.large;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import java.nio.file.Path;

/** Rows of numbers that are read in blocks: an array, or a file larger than memory. May be read by several threads. */
public interface Points {

    /** Number of rows. */
    long rows();

    /** Numbers in each. */
    int columns();

    /** Rows {@code from}, {@code from + 1}, … as [count, columns]. */
    Array block(long from, int count, DType type);

    /** The rows of an array [n, d], or the numbers of one [n]. */
    static Points of(Array array) {
        int rank = array.shape().rank();
        if (rank < 1 || rank > 2 || array.shape().size() == 0) {
            throw new ShapeException("points: expected an array [n, d] or [n] that is not empty, got " + array.shape());
        }
        Array rows = rank == 2 ? array : array.reshape(array.shape().extent(0), 1);
        return new Points() {
            @Override
            public long rows() {
                return rows.shape().extent(0);
            }

            @Override
            public int columns() {
                return rows.shape().extent(1);
            }

            @Override
            public Array block(long from, int count, DType type) {
                return rows.rows((int) from, (int) from + count).as(type);
            }
        };
    }

    /** The rows of an npy file of float32 or float64, [n, d] or [n], in C order, mapped into memory: only what is read takes any. */
    static Points mapped(Path file) {
        return MappedNpy.open(file);
    }

    /** Some rows, [k, columns]. */
    default Array chosen(long[] rows, DType type) {
        double[] numbers = new double[rows.length * columns()];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(block(rows[i], 1, DType.FLOAT64).toDoubles(), 0, numbers, i * columns(), columns());
        }
        return Array.of(Shape.of(rows.length, columns()), numbers).as(type);
    }
}
