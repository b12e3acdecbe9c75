package dev.lemma.compiler.internal.chain;

/**
 * A compiled {@link Chain}. Immutable, and safe to run from several threads at once on different data.
 */
public interface ChainKernel {
    /**
     * Runs the chain over {@code rows × columns} elements. Element (r, j) of array k lies at
     * {@code offsets[k] + r · rowStrides[k] + j}; a splat input and the row reductions have one number per row, at
     * {@code offsets[k] + r · rowStrides[k]}; a column sum is at {@code offsets[k] + j}. A row stride may be 0 (the row is
     * repeated), the number of columns, or anything else.
     *
     * <p>An output may be the very region of an input (same array, offset and stride): every element is read before it is
     * written. Regions that overlap otherwise, and outputs whose rows overlap, give unspecified numbers. Where no input is a
     * splat or a repeated row, and there are no reductions, callers should pass contiguous data as one row: short rows cost more
     * per element.
     *
     * @param arrays a {@code float[][]} for float32, a {@code double[][]} for float64: the inputs in order, then one array per
     * sink
     * @param offsets where each array starts
     * @param rowStrides distance between rows of each array
     * @param rows number of rows
     * @param columns number of columns; {@link Sink.Type#ROW_SUM} is accurate for up to some thousands, longer rows are to be cut
     * by the caller
     */
    void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns);
}
