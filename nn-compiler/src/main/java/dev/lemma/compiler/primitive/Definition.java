package dev.lemma.compiler.primitive;

import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * The values of one node, written to be obviously right: what the reference executor computes, what a kernel is tested against, and what the fused
 * executor falls back to where there is no kernel.
 */
@FunctionalInterface
public interface Definition {

    /** Makes the definition of a node from its primitive. */
    @FunctionalInterface
    interface Factory<P extends Primitive> {
        /**
         * The definition for one node.
         *
         * @param primitive that of the node
         * @param node tells the types and shapes of operands and result
         */
        Definition of(P primitive, Tensor node);
    }

    /**
     * The values of the result from those of the operands, all in row-major order.
     *
     * @param operands float64 whatever the node's type; not to be written
     * @param result zeros at first; rounded to the node's type afterwards
     */
    void evaluate(List<double[]> operands, double[] result);
}
