package dev.lemma.compiler.primitive;

import java.util.Arrays;

/**
 * Where the numbers of an operand or result are, in every run: in a {@code float[]} or {@code double[]}, by the type of the node, from {@link #start}
 * on. Results, and operands whose layout the kernel did not accept, are contiguous.
 */
public final class Place {

    private final Object array;
    private final int start;
    private final Layout layout;

    /** The numbers of an array that lie so, from {@code start} on. */
    public Place(Object array, int start, Layout layout) {
        this.array = array;
        this.start = start;
        this.layout = layout;
    }

    /** A {@code float[]} or {@code double[]}, which holds other numbers too. */
    public Object array() {
        return array;
    }

    /** The index of the first number. */
    public int start() {
        return start;
    }

    /** How the numbers lie, from {@link #start} on. */
    public Layout layout() {
        return layout;
    }

    /** Whether the numbers are float32. */
    public boolean isFloat() {
        return array instanceof float[];
    }

    /** The array of float32 numbers. */
    public float[] floats() {
        return (float[]) array;
    }

    /** The array of float64 numbers. */
    public double[] doubles() {
        return (double[]) array;
    }

    /** The i-th number of a contiguous place. */
    public double get(int i) {
        return array instanceof float[] f ? f[start + i] : ((double[]) array)[start + i];
    }

    /** The i-th number of a contiguous place as one of {@code 0 … extent − 1}. */
    public int index(String operation, int i, int extent) {
        double value = get(i);
        int place = (int) value;
        if (!(value >= 0 && value < extent) || place != value) {
            throw new IndexOutOfBoundsException(
                    operation + ": index " + value + " is not a whole number in [0, " + extent + ")");
        }
        return place;
    }

    /** Sets the i-th number of a contiguous place, rounded to its type. */
    public void set(int i, double value) {
        if (array instanceof float[] f) {
            f[start + i] = (float) value;
        } else {
            ((double[]) array)[start + i] = value;
        }
    }

    /** Sets the numbers of a contiguous place to 0. */
    public void clear() {
        int end = start + layout.size();
        if (array instanceof float[] f) {
            Arrays.fill(f, start, end, 0);
        } else {
            Arrays.fill((double[]) array, start, end, 0);
        }
    }
}
