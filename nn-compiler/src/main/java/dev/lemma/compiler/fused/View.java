package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a node lie among the stored elements of another: reshaping, transposing, slicing and repeating move no numbers.
 *
 * @param base the node whose elements are stored, in row-major order
 * @param offset of the first element
 * @param extents of this node
 * @param strides between neighbours along each axis; 0 where elements are repeated
 */
record View(Tensor base, int offset, int[] extents, int[] strides) {

    static View of(Tensor base) {
        return new View(base, 0, base.shape().extents(), base.shape().strides());
    }

    Layout layout() {
        return new Layout(extents, strides);
    }

    int size() {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        return size;
    }

    /** Whether the elements lie side by side, in row-major order. */
    boolean isContiguous() {
        int expected = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            if (extents[axis] != 1) {
                if (strides[axis] != expected) {
                    return size() == 0;
                }
                expected *= extents[axis];
            }
        }
        return true;
    }

    /** Whether every element of the base is seen once, in order. */
    boolean isWhole() {
        return offset == 0 && isContiguous() && size() == base.shape().size();
    }

    View broadcast(Shape shape) {
        int[] to = shape.extents();
        int[] steps = new int[to.length];
        int lead = to.length - extents.length;
        for (int axis = lead; axis < to.length; axis++) {
            steps[axis] = extents[axis - lead] == 1 ? 0 : strides[axis - lead];
        }
        return new View(base, offset, to, steps);
    }

    View permute(List<Integer> axes) {
        int[] to = new int[axes.size()];
        int[] steps = new int[axes.size()];
        for (int i = 0; i < to.length; i++) {
            to[i] = extents[axes.get(i)];
            steps[i] = strides[axes.get(i)];
        }
        return new View(base, offset, to, steps);
    }

    View slice(List<Integer> starts, List<Integer> counts, List<Integer> every) {
        int[] to = new int[extents.length];
        int[] steps = new int[extents.length];
        int at = offset;
        for (int i = 0; i < to.length; i++) {
            to[i] = counts.get(i);
            steps[i] = strides[i] * every.get(i);
            at += strides[i] * starts.get(i);
        }
        return new View(base, at, to, steps);
    }

    /** The same elements under another shape, or null where they would have to be moved. */
    @Nullable
    View reshape(Shape shape) {
        if (size() == 0) {
            return new View(base, offset, shape.extents(), shape.strides());
        }
        List<int[]> runs = runs();
        int[] to = shape.extents();
        int[] steps = new int[to.length];
        int run = runs.size() - 1;
        int left = run < 0 ? 1 : runs.get(run)[0];
        int step = run < 0 ? 1 : runs.get(run)[1];
        for (int axis = to.length - 1; axis >= 0; axis--) {
            if (to[axis] == 1) {
                continue;
            }
            if (left == 1) {
                run--;
                left = runs.get(run)[0];
                step = runs.get(run)[1];
            }
            if (left % to[axis] != 0) {
                return null;
            }
            steps[axis] = step;
            step *= to[axis];
            left /= to[axis];
        }
        return new View(base, offset, to, steps);
    }

    /** Maximal runs (extent, stride) of axes that step as one, outermost first, without axes of extent 1. */
    List<int[]> runs() {
        List<int[]> runs = new ArrayList<>();
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] == 1) {
                continue;
            }
            int[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last[1] == strides[axis] * extents[axis]) {
                last[0] *= extents[axis];
                last[1] = strides[axis];
            } else {
                runs.add(new int[] {extents[axis], strides[axis]});
            }
        }
        return runs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof View that
                && base == that.base
                && offset == that.offset
                && Arrays.equals(extents, that.extents)
                && Arrays.equals(strides, that.strides);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * System.identityHashCode(base) + offset)
                + Arrays.hashCode(extents) * 7
                + Arrays.hashCode(strides);
    }
}
