package dev.lemma.core.io.internal;

import dev.lemma.api.tensor.DType;
import java.nio.ByteBuffer;

/**
 * The binary form of one number in a file, and the type it is read as: the narrower of float32 and float64 that holds
 * all its values.
 *
 * <p>64-bit whole numbers go to float64 one by one, and {@link #decode} refuses those that would be rounded.
 */
public enum Element {
    BOOL(1, DType.FLOAT32),
    INT8(1, DType.FLOAT32),
    UINT8(1, DType.FLOAT32),
    INT16(2, DType.FLOAT32),
    UINT16(2, DType.FLOAT32),
    INT32(4, DType.FLOAT64),
    UINT32(4, DType.FLOAT64),
    INT64(8, DType.FLOAT64),
    UINT64(8, DType.FLOAT64),
    FLOAT16(2, DType.FLOAT32),
    BFLOAT16(2, DType.FLOAT32),
    FLOAT32(4, DType.FLOAT32),
    FLOAT64(8, DType.FLOAT64);

    private final int bytes;
    private final DType type;

    Element(int bytes, DType type) {
        this.bytes = bytes;
        this.type = type;
    }

    /** The element that stores this type as it is. */
    public static Element of(DType type) {
        return type == DType.FLOAT32 ? FLOAT32 : FLOAT64;
    }

    /** Bytes per number in the file. */
    public int bytes() {
        return bytes;
    }

    /** What it is read as. */
    public DType type() {
        return type;
    }

    /** The next number of the buffer, in the buffer's byte order. */
    double decode(ByteBuffer from) {
        return switch (this) {
            case BOOL -> truth(from.get());
            case INT8 -> from.get();
            case UINT8 -> from.get() & 0xFF;
            case INT16 -> from.getShort();
            case UINT16 -> from.getShort() & 0xFFFF;
            case INT32 -> from.getInt();
            case UINT32 -> from.getInt() & 0xFFFF_FFFFL;
            case INT64 -> exact(from.getLong(), true);
            case UINT64 -> exact(from.getLong(), false);
            case FLOAT16 -> half(from.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
            case FLOAT32 -> from.getFloat();
            case FLOAT64 -> from.getDouble();
        };
    }

    private static double truth(byte value) {
        if (value != 0 && value != 1) {
            throw new ArithmeticException("truth value stored as byte " + (value & 0xFF) + ", expected 0 or 1");
        }
        return value;
    }

    private static double exact(long value, boolean signed) {
        long limit = DType.FLOAT64.exactWholeNumbers();
        if (value > limit || value < (signed ? -limit : 0)) {
            throw new ArithmeticException(
                    "whole number " + (signed ? Long.toString(value) : Long.toUnsignedString(value))
                            + " is beyond 2^53 and would be rounded in float64");
        }
        return value;
    }

    /** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
