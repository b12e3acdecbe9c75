package dev.lemma.compiler.internal.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instruction of a {@link BlockProgram}. Operands and result are values when a chain is lowered, registers when a step is run
 * on its own; {@code ~k} is the k-th constant of the operand's kind, and operands that are not there are {@link #NONE}.
 *
 * @param code what it does
 * @param z result
 * @param x first operand
 * @param y second operand
 * @param w third operand
 * @param literals raw bits of the constants, or a shift count
 * @param rare the function of {@link BlockCode#REPAIR}
 */
record BlockStep(
        BlockCode code,
        int z,
        int x,
        int y,
        int w,
        List<Long> literals,
        @Nullable Rare rare) {
    static final int NONE = Integer.MAX_VALUE;

    int operand(int k) {
        return k == 0 ? x : k == 1 ? y : w;
    }

    /** Whether operand {@code k} is there and not a constant. */
    boolean reads(int k) {
        return operand(k) >= 0 && operand(k) != NONE;
    }
}
