package dev.lemma.api.tensor;

/**
 * The type of the numbers in a {@link Tensor}: theory runs in float64, training in float32, and one switch changes between them.
 *
 * <p>There are no integer and no truth-value types. Indices and masks are real tensors whose values are whole numbers, and 0 or 1;
 * float32 holds whole numbers exactly up to 2²⁴, and every operation that takes indices checks its range against that.
 */
public enum DType {
    /** IEEE 754 binary32, ε = 2⁻²³. */
    FLOAT32(4, 0x1p-23, Float.MIN_NORMAL, 1L << 24),
    /** IEEE 754 binary64, ε = 2⁻⁵². */
    FLOAT64(8, 0x1p-52, Double.MIN_NORMAL, 1L << 53);

    private final int bytes;
    private final double epsilon;
    private final double smallestNormal;
    private final long exactWholeNumbers;

    DType(int bytes, double epsilon, double smallestNormal, long exactWholeNumbers) {
        this.bytes = bytes;
        this.epsilon = epsilon;
        this.smallestNormal = smallestNormal;
        this.exactWholeNumbers = exactWholeNumbers;
    }

    /** Bytes per number. */
    public int bytes() {
        return bytes;
    }

    /** Distance from 1 to the next larger number. */
    public double epsilon() {
        return epsilon;
    }

    /** The smallest positive number of full precision; smaller ones are subnormal, and slow to compute with. */
    public double smallestNormal() {
        return smallestNormal;
    }

    /** Every whole number up to this one, and its negative, is represented exactly. */
    public long exactWholeNumbers() {
        return exactWholeNumbers;
    }

    /** {@code value} rounded to this type. */
    public double round(double value) {
        return this == FLOAT32 ? (float) value : value;
    }
}
