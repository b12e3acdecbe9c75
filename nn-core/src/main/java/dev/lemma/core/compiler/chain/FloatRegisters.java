package dev.lemma.core.compiler.chain;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** What a thread needs to run blocks of float32: registers, accumulators, and a buffer through which bits change kinds. */
final class FloatRegisters {
    /** Elements per block. */
    static final int LENGTH = 1024;

    private final FloatBuffer asReals;
    private final IntBuffer asIntegers;
    private final float[][] spares = new float[2][LENGTH];
    private float[][] reals = new float[0][];
    private int[][] integers = new int[0][];
    private float[][] accumulators = new float[0][];
    private float[][] constants = new float[0][];
    private int[][] integerConstants = new int[0][];

    FloatRegisters() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * LENGTH).order(ByteOrder.nativeOrder());
        asReals = bytes.asFloatBuffer();
        asIntegers = bytes.asIntBuffer();
    }

    /** Makes room for a program and lends it its constants. */
    void prepare(int realCount, int integerCount, float[][] realConstants, int[][] integerConstants) {
        this.constants = realConstants;
        this.integerConstants = integerConstants;
        while (reals.length < realCount) {
            reals = Arrays.copyOf(reals, reals.length + 1);
            reals[reals.length - 1] = new float[LENGTH];
        }
        while (integers.length < integerCount) {
            integers = Arrays.copyOf(integers, integers.length + 1);
            integers[integers.length - 1] = new int[LENGTH];
        }
    }

    /** Real register {@code k}, or constant {@code ~k}. */
    float[] real(int k) {
        return k >= 0 ? reals[k] : constants[~k];
    }

    /** Integer register {@code k}, or constant {@code ~k}. */
    int[] integer(int k) {
        return k >= 0 ? integers[k] : integerConstants[~k];
    }

    /** The accumulators of sink {@code s}. */
    float[] accumulators(int s) {
        while (accumulators.length <= s) {
            accumulators = Arrays.copyOf(accumulators, accumulators.length + 1);
            accumulators[accumulators.length - 1] = new float[64 / Float.BYTES];
        }
        return accumulators[s];
    }

    /** One of two blocks for short use. */
    float[] spare(int k) {
        return spares[k];
    }

    /** Bits of {@code x}, see {@link BitCopies}; without it two bulk copies within the first-level cache. */
    void toBits(float[] x, int[] z, int n) {
        MethodHandle copy = BitCopies.FLOATS_TO_INTS;
        if (copy == null) {
            asReals.put(0, x, 0, n);
            asIntegers.get(0, z, 0, n);
            return;
        }
        try {
            copy.invokeExact(x, z, (long) Float.BYTES * n);
        } catch (Throwable e) {
            throw BitCopies.unexpected(e);
        }
    }

    /** The inverse of {@link #toBits}. */
    void toReal(int[] x, float[] z, int n) {
        MethodHandle copy = BitCopies.INTS_TO_FLOATS;
        if (copy == null) {
            asIntegers.put(0, x, 0, n);
            asReals.get(0, z, 0, n);
            return;
        }
        try {
            copy.invokeExact(x, z, (long) Float.BYTES * n);
        } catch (Throwable e) {
            throw BitCopies.unexpected(e);
        }
    }
}
