package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;

/** Where the {@linkplain RowsKernel kernels} of one thread keep what they cannot do in place; grown to what they have needed. */
final class Workspace {
    /** Per array of a kernel: where one call of its loop finds it, see {@link RowsKernel#loop}. */
    int[] offsets = new int[0];

    int[] strides = new int[0];
    int[] slots = new int[0];

    private float[] floats = new float[0];
    private double[] doubles = new double[0];

    /** Makes room for so many arrays. */
    void fit(int arrays) {
        if (offsets.length < arrays) {
            offsets = new int[arrays];
            strides = new int[arrays];
            slots = new int[arrays];
        }
    }

    /** At least so many numbers, of any value. */
    Object scratch(DType type, int size) {
        if (type == DType.FLOAT32) {
            return floats.length >= size ? floats : (floats = new float[size]);
        }
        return doubles.length >= size ? doubles : (doubles = new double[size]);
    }
}
