package dev.lemma.api.tensor;

import java.util.Arrays;

/**
 * The extents of a tensor, outermost first; the rank-0 shape is a scalar. Elements are in row-major ("C") order.
 *
 * <p>Extents are at least 0 and their product fits an {@code int}, because a value lives in one Java array.
 */
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;
    private final int size;

    private Shape(int[] extents) {
        long size = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new ShapeException("shape " + Arrays.toString(extents) + ": every extent must be at least 0");
            }
            size *= extent;
            if (size > Integer.MAX_VALUE) {
                throw new ShapeException("shape " + Arrays.toString(extents) + " has more than 2^31 - 1 elements:"
                        + " split the batch, or stream the rows");
            }
        }
        this.extents = extents;
        this.size = (int) size;
    }

    /** The shape with these extents; no extents make the scalar shape. */
    public static Shape of(int... extents) {
        return extents.length == 0 ? SCALAR : new Shape(extents.clone());
    }

    /** The shape with these extents, each of which must fit an {@code int}. */
    public static Shape of(long[] extents) {
        int[] narrow = new int[extents.length];
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] < 0 || extents[i] > Integer.MAX_VALUE) {
                throw new ShapeException("extent " + extents[i] + " of axis " + i + " is outside [0, 2^31 - 1]");
            }
            narrow[i] = (int) extents[i];
        }
        return of(narrow);
    }

    /** The shape of a single number. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** Number of axes; 0 for a scalar. */
    public int rank() {
        return extents.length;
    }

    /** Number of elements: the product of the extents, 1 for a scalar. */
    public int size() {
        return size;
    }

    /** The extent of an axis; negative axes count from the last, −1 being the last. */
    public int extent(int axis) {
        return extents[axis(axis)];
    }

    /** The axis as a number in [0, rank), resolving negative ones; refuses an axis that is not there. */
    public int axis(int axis) {
        int resolved = axis < 0 ? axis + extents.length : axis;
        if (resolved < 0 || resolved >= extents.length) {
            throw new ShapeException("axis " + axis + " of a shape of rank " + extents.length + " " + this
                    + ": expected an axis in [" + -extents.length + ", " + (extents.length - 1) + "]");
        }
        return resolved;
    }

    /** A copy of the extents. */
    public int[] extents() {
        return extents.clone();
    }

    /** Elements between neighbours along each axis in row-major order. */
    public int[] strides() {
        int[] strides = new int[extents.length];
        int stride = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        return strides;
    }

    /** This shape with the axis' extent replaced. */
    public Shape with(int axis, int extent) {
        int[] changed = extents.clone();
        changed[axis(axis)] = extent;
        return of(changed);
    }

    /** This shape without the axis. */
    public Shape without(int axis) {
        int gone = axis(axis);
        int[] fewer = new int[extents.length - 1];
        System.arraycopy(extents, 0, fewer, 0, gone);
        System.arraycopy(extents, gone + 1, fewer, gone, fewer.length - gone);
        return of(fewer);
    }

    /** A batch of {@code count} of this shape: one more axis, in front. */
    public Shape batch(int count) {
        int[] more = new int[extents.length + 1];
        more[0] = count;
        System.arraycopy(extents, 0, more, 1, extents.length);
        return of(more);
    }

    /** The axes from {@code from} (inclusive) to {@code to} (exclusive). */
    public Shape range(int from, int to) {
        return of(Arrays.copyOfRange(extents, from, to));
    }

    /** The extents of this shape followed by those of {@code inner}. */
    public Shape append(Shape inner) {
        int[] joined = Arrays.copyOf(extents, extents.length + inner.extents.length);
        System.arraycopy(inner.extents, 0, joined, extents.length, inner.extents.length);
        return of(joined);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
