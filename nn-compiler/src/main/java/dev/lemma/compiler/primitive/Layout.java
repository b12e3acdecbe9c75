package dev.lemma.compiler.primitive;

/** How the elements of a tensor lie: extents, and the distance of neighbours along each axis, 0 where one element is repeated. */
public final class Layout {

    private final int[] extents;
    private final int[] strides;

    /** A layout with these extents and strides, as many of one as of the other. */
    public Layout(int[] extents, int[] strides) {
        this.extents = extents.clone();
        this.strides = strides.clone();
    }

    /** Number of axes. */
    public int rank() {
        return extents.length;
    }

    /** The extent of an axis; −1 is the last. */
    public int extent(int axis) {
        return extents[axis < 0 ? axis + extents.length : axis];
    }

    /** The distance of neighbours along an axis; −1 is the last. */
    public int stride(int axis) {
        return strides[axis < 0 ? axis + strides.length : axis];
    }

    /** Number of elements. */
    public int size() {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        return size;
    }

    /** Whether the elements lie side by side in row-major order. */
    public boolean isContiguous() {
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

    /** Whether the rows of the last two axes lie side by side: a matrix with a leading dimension, as BLAS and LAPACK take it. */
    public boolean isPlainMatrix() {
        return (stride(-1) == 1 || extent(-1) == 1) && (stride(-2) >= extent(-1) || extent(-2) == 1);
    }

    /** Whether the columns of the last two axes lie side by side: the transpose of a plain matrix. */
    public boolean isTransposedMatrix() {
        return (stride(-2) == 1 || extent(-2) == 1) && (stride(-1) >= extent(-2) || extent(-1) == 1);
    }

    /** Whether the last two axes are a matrix with a leading dimension, plain or transposed. */
    public boolean isMatrix() {
        return rank() >= 2 && (isPlainMatrix() || isTransposedMatrix());
    }

    /** The leading dimension of the last two axes: the distance of rows, or of columns if they are read as transposed. */
    public int leading(boolean transposed) {
        int outer = transposed ? -1 : -2;
        int inner = transposed ? -2 : -1;
        return extent(outer) == 1 ? Math.max(1, extent(inner)) : stride(outer);
    }

    /** For each place of all axes but the last {@code kept}, in row-major order, how far behind the first its elements begin. */
    public int[] starts(int kept) {
        int axes = extents.length - kept;
        int count = 1;
        for (int axis = 0; axis < axes; axis++) {
            count *= extents[axis];
        }
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            for (int axis = axes - 1; axis >= 0; axis--) {
                starts[i] += rest % extents[axis] * strides[axis];
                rest /= extents[axis];
            }
        }
        return starts;
    }
}
