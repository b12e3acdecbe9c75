package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;

/**
 * The instructions on blocks. Operands are registers, arrays of one block; {@code _C} marks a
 * constant operand. Masks are integers, all ones or 0, and a selection is done on bits, because no loop with a condition is
 * vectorised.
 */
enum BlockCode {
    ADD,
    /** {@code x + c}. */
    ADD_C,
    SUB,
    /** {@code c − x}. */
    C_SUB,
    MUL,
    MUL_C,
    DIV,
    /** {@code c / x}. */
    C_DIV,
    MIN,
    MIN_C,
    MAX,
    MAX_C,
    /** {@code x y + w}. */
    FMA,
    /** {@code x y + c}. */
    FMA_XYC,
    /** {@code x c + w}. */
    FMA_XCW,
    /** {@code x c + d}. */
    FMA_XCD,
    /** {@code (x y + c) y + d}. */
    HORNER_2,
    /** {@code (((x y + c₀) y + c₁) y + c₂) y + c₃}. */
    HORNER_4,
    NEG,
    ABS,
    SQRT,
    /** {@code x ≤ y}; the other comparisons of order are arithmetic. */
    LE,
    EQ,
    EQ_C,
    /** Bits of a real register to an integer register. */
    TO_BITS,
    /** Bits of an integer register to a real register. */
    TO_REAL,
    /** {@code x & y | ~x & w} on integers. */
    SELECT,
    /** {@code ~x & y} on integers. */
    AND_NOT,
    IADD,
    IADD_C,
    ISUB,
    IMUL,
    AND,
    AND_C,
    OR,
    OR_C,
    XOR,
    XOR_C,
    SHL,
    SHR,
    SAR,
    /** Real z: x where integer w is a mask, else y; for masks that are the same for a whole block, as a rule. */
    CHOOSE,
    /** Real z: rare at x where integer w is a mask, else y. */
    REPAIR;

    /** What can be done in one loop that the just-in-time compiler turns into vector instructions. */
    enum Family {
        /** Arithmetic of reals. */
        REAL,
        /** Arithmetic of integers. */
        INTEGER,
        /** What moves between the two or decides: each in a loop alone. */
        ALONE
    }

    /** The family on numbers of {@code type}. */
    Family family(DType type) {
        return switch (this) {
            case LE, EQ, EQ_C, TO_BITS, TO_REAL, CHOOSE, REPAIR -> Family.ALONE;
            // Few machines have a vector instruction for products of 64 bits, and its absence would spoil the whole
            // loop.
            case IMUL -> type == DType.FLOAT32 ? Family.INTEGER : Family.ALONE;
            default -> ordinal() < LE.ordinal() ? Family.REAL : Family.INTEGER;
        };
    }

    /** Whether the result is an integer register. */
    boolean givesInteger() {
        return this == TO_BITS || ordinal() >= LE.ordinal() && this != TO_REAL && this != CHOOSE && this != REPAIR;
    }

    /** Whether operand {@code k} of (x, y, w) is an integer register. */
    boolean takesInteger(int k) {
        return this == CHOOSE || this == REPAIR ? k == 2 : ordinal() >= TO_REAL.ordinal();
    }
}
