package dev.lemma.compiler.internal.chain;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.IntUnaryOperator;

/**
 * Steps that one loop over a block does: it reads values from registers, and writes those that later loops need.
 *
 * @param steps one step of any code, or several whose codes can be {@linkplain BlockCode#family fused}
 * @param loads register of each value that is read
 * @param stores register of each value that is written
 */
record BlockLoop(List<BlockStep> steps, SortedMap<Integer, Integer> loads, SortedMap<Integer, Integer> stores) {

    /** The only step of this loop, its operands and result being registers. */
    BlockStep alone() {
        if (steps.size() != 1) {
            throw new IllegalStateException("a loop of " + steps.size() + " steps, expected one");
        }
        BlockStep s = steps.get(0);
        IntUnaryOperator register = k -> s.reads(k) ? register(loads, s.operand(k)) : s.operand(k);
        return new BlockStep(
                s.code(),
                register(stores, s.z()),
                register.applyAsInt(0),
                register.applyAsInt(1),
                register.applyAsInt(2),
                s.literals(),
                s.rare());
    }

    private static int register(SortedMap<Integer, Integer> registers, int value) {
        return Objects.requireNonNull(registers.get(value), "a value without a register");
    }
}
