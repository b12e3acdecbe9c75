package dev.lemma.core.compiler.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instruction of a {@link BlockProgram}. Registers are numbered from 0 up, real and integer ones separately; {@code ~k} is
 * the k-th constant of that kind, and operands that are not there are {@link #NONE}.
 *
 * @param code the loop
 * @param z result register
 * @param x first operand
 * @param y second operand
 * @param w third operand
 * @param literals raw bits of the constants, or a shift count
 * @param rare the function of {@link BlockCode#REPAIR}
 */
record BlockStep(BlockCode code, int z, int x, int y, int w, List<Long> literals, @Nullable Rare rare) {
    static final int NONE = Integer.MAX_VALUE;

    int operand(int k) {
        return k == 0 ? x : k == 1 ? y : w;
    }
}
