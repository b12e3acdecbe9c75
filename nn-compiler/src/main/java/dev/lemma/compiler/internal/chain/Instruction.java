package dev.lemma.compiler.internal.chain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a {@link Chain}; its position in the chain names the value it defines.
 *
 * @param code the operation
 * @param kind what it gives
 * @param a first operand, or −1
 * @param b second operand, or −1
 * @param c third operand, or −1
 * @param literal raw bits of a constant (a float's in the low 32, sign-extended), the integer, the shift count, or 1 for a splat
 * input
 * @param rare the function of {@link Code#REPAIR}, else null
 */
public record Instruction(
        Code code,
        Kind kind,
        int a,
        int b,
        int c,
        long literal,
        @Nullable Rare rare) {
    public Instruction {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(kind, "kind");
    }

    /** Operand {@code k} of {@code code().arity()}. */
    public int operand(int k) {
        return switch (k) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            default -> throw new IndexOutOfBoundsException(k);
        };
    }

    /** Whether the value is the same for all elements of all calls. */
    public boolean isLiteral() {
        return code == Code.CONSTANT || code == Code.INTEGER;
    }

    /** Whether this is an input with one number per row. */
    public boolean isSplat() {
        return code == Code.INPUT && literal == 1;
    }
}
