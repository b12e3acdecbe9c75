package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import java.util.List;

/** One thing that a plan does, in its place. */
sealed interface Item permits Group, Item.Compute, Item.Copy {

    /** A primitive that is not element-wise, on stored operands. */
    record Compute(Tensor node, List<View> operands, Kernel kernel) implements Item {

        @Override
        public String toString() {
            return node.op() + " of "
                    + node.operands().stream().map(o -> o.shape().toString()).toList() + " to " + node.shape();
        }
    }

    /** The elements of a view, put side by side. */
    record Copy(Tensor node, View source) implements Item {

        @Override
        public String toString() {
            return "copy " + node.op().name() + " " + node.shape();
        }
    }
}
