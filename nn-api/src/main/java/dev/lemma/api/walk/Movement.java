package dev.lemma.api.walk;

import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What only moves numbers: every element of the result is one element of the operand, or zero. Reshape, permute, broadcast, slice and pad are one family
 * to a walk; a primitive of another module joins it by implementing {@link Moving}.
 */
public final class Movement {

    /** A primitive of one operand that only moves numbers. */
    public interface Moving extends Primitive {
        /** For each element of {@code y} in row-major order, the element of the operand that it is; −1 for zero. */
        int[] places(Tensor y);
    }

    private Movement() {}

    /** Whether the primitive only moves the numbers of its first operand. */
    public static boolean is(Primitive op) {
        return op instanceof Reshape
                || op instanceof Permute
                || op instanceof Broadcast
                || op instanceof Slice
                || op instanceof Pad
                || op instanceof Moving;
    }

    /** For each element of the node in row-major order, the element of its operand that it is (−1 for zero); null if the node is something else. */
    public static int @Nullable [] places(Tensor node) {
        Primitive op = node.op();
        if (op instanceof Moving moving) {
            return moving.places(node);
        }
        if (!is(op)) {
            return null;
        }
        Shape from = node.operand(0).shape();
        int[] places = new int[node.shape().size()];
        if (op instanceof Reshape) {
            for (int i = 0; i < places.length; i++) {
                places[i] = i;
            }
            return places;
        }
        int rank = node.rank();
        int lead = rank - from.rank();
        int[] index = new int[rank];
        for (int i = 0; i < places.length; i++) {
            places[i] = place(op, from, index, lead);
            for (int axis = rank - 1; axis >= 0 && ++index[axis] == node.shape().extent(axis); axis--) {
                index[axis] = 0;
            }
        }
        return places;
    }

    private static int place(Primitive op, Shape from, int[] index, int lead) {
        int[] source = new int[from.rank()];
        for (int axis = 0; axis < source.length; axis++) {
            if (op instanceof Permute permute) {
                source[permute.axes().get(axis)] = index[axis];
            } else if (op instanceof Slice slice) {
                source[axis] =
                        slice.starts().get(axis) + index[axis] * slice.steps().get(axis);
            } else if (op instanceof Pad pad) {
                int step = pad.between().get(axis) + 1;
                int at = index[axis] - pad.low().get(axis);
                if (at < 0 || at % step != 0 || at / step >= from.extent(axis)) {
                    return -1;
                }
                source[axis] = at / step;
            } else {
                source[axis] = from.extent(axis) == 1 ? 0 : index[axis + lead];
            }
        }
        int place = 0;
        for (int axis = 0; axis < source.length; axis++) {
            place = place * from.extent(axis) + source[axis];
        }
        return place;
    }
}
