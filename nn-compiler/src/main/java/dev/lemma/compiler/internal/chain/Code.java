package dev.lemma.compiler.internal.chain;

/**
 * The primitive operations of a {@link Chain}. Every one is defined to the bit (up to the sign and payload of a NaN), so that all
 * back ends give the same numbers.
 *
 * <p>Real operations round once, to the chain's type. {@code relative cost} is a rough count of vector instructions; it serves
 * only {@link Chain#cost()}.
 */
public enum Code {
    /** The element of an input array; literal 1 if the input is a splat (one number per row), else 0. */
    INPUT(0, 1),
    /** A real constant; the literal holds its raw bits. */
    CONSTANT(0, 0),
    /** An integer constant. */
    INTEGER(0, 0),

    /** {@code a + b}. */
    ADD(2, 1),
    /** {@code a − b}. */
    SUB(2, 1),
    /** {@code a b}. */
    MUL(2, 1),
    /** {@code a / b}. */
    DIV(2, 6),
    /** {@link Math#min}: NaN if either is NaN, and −0 &lt; 0. */
    MIN(2, 4),
    /** {@link Math#max}: NaN if either is NaN, and −0 &lt; 0. */
    MAX(2, 4),
    /** {@code a b + c} with one rounding. */
    FMA(3, 1),
    /** {@code −a}: flips the sign bit, also of zero. */
    NEG(1, 1),
    /** {@code |a|}: clears the sign bit. */
    ABS(1, 1),
    /** {@code √a}, correctly rounded. */
    SQRT(1, 8),

    /** {@code a < b}: a mask; 1 or 0 where a real number is expected. False if either is NaN. */
    LT(2, 1),
    /** {@code a ≤ b}: a mask, as {@link #LT}. */
    LE(2, 1),
    /** {@code a = b}: a mask, as {@link #LT}; −0 = 0. */
    EQ(2, 1),
    /** {@code mask ? b : c} with operands (mask, b, c), both real; copies the bits. */
    SELECT(3, 1),

    /** The raw bits of a real as an integer. Those of a NaN are unspecified: do not let them decide anything. */
    BITS(1, 0),
    /** The real whose bits are the integer. */
    REAL(1, 0),
    /** {@code a + b} modulo 2ʷ. */
    IADD(2, 1),
    /** {@code a − b} modulo 2ʷ. */
    ISUB(2, 1),
    /** {@code a b} modulo 2ʷ. */
    IMUL(2, 3),
    /** Bitwise and of integers, or conjunction of masks. */
    AND(2, 1),
    /** Bitwise or of integers, or disjunction of masks. */
    OR(2, 1),
    /** Bitwise exclusive or of integers. */
    XOR(2, 1),
    /** Shift left by the literal. */
    SHL(1, 1),
    /** Logical shift right by the literal. */
    SHR(1, 1),
    /** Arithmetic shift right by the literal. */
    SAR(1, 1),

    /** {@code mask ? rare(b) : c} with operands (mask, b, c): the scalar function is called only for lanes in the mask. */
    REPAIR(3, 2);

    private final int arity;
    private final int cost;

    Code(int arity, int cost) {
        this.arity = arity;
        this.cost = cost;
    }

    /** Number of operands. */
    public int arity() {
        return arity;
    }

    /** Relative cost per element. */
    public int cost() {
        return cost;
    }

    /** Whether {@code a ∘ b = b ∘ a} to the bit. */
    boolean commutes() {
        return switch (this) {
            case ADD, MUL, MIN, MAX, EQ, IADD, IMUL, AND, OR, XOR -> true;
            default -> false;
        };
    }
}
