package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The definition of every {@link Code} on one lane. A value is a long: the raw bits of a real (a float's sign-extended from 32),
 * an integer (sign-extended from 32 with float32), or a mask as 1 or 0.
 */
final class Scalar {
    private Scalar() {}

    static long ofDouble(DType type, double value) {
        return type == DType.FLOAT32 ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value);
    }

    static double toDouble(DType type, long bits) {
        return type == DType.FLOAT32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    /** A value of {@code kind} read as a real. */
    static long real(DType type, Kind kind, long value) {
        return kind == Kind.MASK ? ofDouble(type, value) : value;
    }

    /** {@code code} on operands of the kinds it expects (masks already turned to reals where it expects reals). */
    static long apply(DType type, Code code, long a, long b, long c, long literal, @Nullable Rare rare) {
        return switch (code) {
            case SELECT -> a != 0 ? b : c;
            case REPAIR -> a != 0 && rare != null ? ofDouble(type, rare.at(toDouble(type, b))) : c;
            case BITS, REAL -> a;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case IADD, ISUB, IMUL, SHL, SHR, SAR ->
                type == DType.FLOAT32
                        ? integer32(code, (int) a, (int) b, (int) literal)
                        : integer64(code, a, b, (int) literal);
            default ->
                type == DType.FLOAT32
                        ? real32(
                                code,
                                Float.intBitsToFloat((int) a),
                                Float.intBitsToFloat((int) b),
                                Float.intBitsToFloat((int) c))
                        : real64(
                                code,
                                Double.longBitsToDouble(a),
                                Double.longBitsToDouble(b),
                                Double.longBitsToDouble(c));
        };
    }

    private static int integer32(Code code, int a, int b, int count) {
        return switch (code) {
            case IADD -> a + b;
            case ISUB -> a - b;
            case IMUL -> a * b;
            case SHL -> a << count;
            case SHR -> a >>> count;
            case SAR -> a >> count;
            default -> throw new AssertionError(code);
        };
    }

    private static long integer64(Code code, long a, long b, int count) {
        return switch (code) {
            case IADD -> a + b;
            case ISUB -> a - b;
            case IMUL -> a * b;
            case SHL -> a << count;
            case SHR -> a >>> count;
            case SAR -> a >> count;
            default -> throw new AssertionError(code);
        };
    }

    private static long real32(Code code, float a, float b, float c) {
        return switch (code) {
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            default ->
                Float.floatToRawIntBits(
                        switch (code) {
                            case ADD -> a + b;
                            case SUB -> a - b;
                            case MUL -> a * b;
                            case DIV -> a / b;
                            case MIN -> Math.min(a, b);
                            case MAX -> Math.max(a, b);
                            case FMA -> Math.fma(a, b, c);
                            case NEG -> -a;
                            case ABS -> Math.abs(a);
                            case SQRT -> (float) Math.sqrt(a);
                            default -> throw new AssertionError(code);
                        });
        };
    }

    private static long real64(Code code, double a, double b, double c) {
        return switch (code) {
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            default ->
                Double.doubleToRawLongBits(
                        switch (code) {
                            case ADD -> a + b;
                            case SUB -> a - b;
                            case MUL -> a * b;
                            case DIV -> a / b;
                            case MIN -> Math.min(a, b);
                            case MAX -> Math.max(a, b);
                            case FMA -> Math.fma(a, b, c);
                            case NEG -> -a;
                            case ABS -> Math.abs(a);
                            case SQRT -> Math.sqrt(a);
                            default -> throw new AssertionError(code);
                        });
        };
    }
}
