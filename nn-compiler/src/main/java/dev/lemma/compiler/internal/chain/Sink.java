package dev.lemma.compiler.internal.chain;

/**
 * Where a value of a chain goes.
 *
 * @param type how it is written
 * @param value the value written
 */
public record Sink(Type type, int value) {
    /** The ways to write a value. */
    public enum Type {
        /** Every element, at {@code offset + row · rowStride + column}. */
        STORE,
        /**
         * The sum of each row, at {@code offset + row · rowStride}. Column j goes to accumulator j mod n, n = 64 bytes / size of
         * a number, and the accumulators are added pairwise (i with i + n/2, and so on): the same bits whatever the vector width.
         */
        ROW_SUM,
        /** The maximum of each row, at {@code offset + row · rowStride}; NaN if the row holds one, −∞ for an empty row. */
        ROW_MAX,
        /** Adds every element to {@code offset + column}, row by row: the caller clears the array first. */
        COLUMN_SUM
    }
}
