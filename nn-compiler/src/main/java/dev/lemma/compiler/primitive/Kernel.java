package dev.lemma.compiler.primitive;

import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A fast way to compute one node, for both number types.
 *
 * <p>A kernel is made when a program is planned and says which layouts of operands it takes; {@link #bind} is called once memory is planned, and
 * gives what every run calls. What is costly and the same for every run (plans, tables, choices) is made there. The step itself allocates nothing,
 * is called by one thread at a time, and gives the same bits whatever the number of threads in the team.
 *
 * <p>No step is made for a node without elements.
 */
@FunctionalInterface
public interface Kernel {

    /** Makes the kernel of a node from its primitive. */
    @FunctionalInterface
    interface Factory<P extends Primitive> {
        /**
         * The kernel for one node.
         *
         * @param primitive that of the node
         * @param node tells the types and shapes of operands and result
         * @return null where a kernel has nothing to gain, and the node is computed as if there were none
         */
        @Nullable
        Kernel of(P primitive, Tensor node);
    }

    /**
     * Whether an operand may lie so. Operands that do not lie side by side in row-major order and are refused here are copied first. A kernel that
     * does not care takes contiguous operands only.
     */
    default boolean accepts(int operand, Layout layout) {
        return false;
    }

    /** The step on these places. */
    Runnable bind(Workplace at);
}
