package dev.lemma.compiler.internal.chain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a thread needs to run blocks of float32: registers, accumulators, and a buffer through which bits change kinds. */
final class FloatRegisters {
    /** Elements per block. */
    static final int LENGTH = 1024;

    /** Elements from one register to the next if they lie together: whole cache lines, and no power of two. */
    static final int STRIDE = LENGTH + 128 / Float.BYTES;

    private final RegisterLayout layout;
    private final FloatBuffer asReals;
    private final IntBuffer asIntegers;
    private final int[] spareBits = new int[LENGTH];
    private float[] file = new float[0];
    private @Nullable Object segment;
    private @Nullable Object spareSegment;
    private float[][] reals = new float[0][];
    private int[][] integers = new int[0][];
    private float[][] accumulators = new float[0][];
    private float[][] constants = new float[0][];
    private int[][] integerConstants = new int[0][];

    FloatRegisters(RegisterLayout layout) {
        this.layout = layout;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * LENGTH).order(ByteOrder.nativeOrder());
        asReals = bytes.asFloatBuffer();
        asIntegers = bytes.asIntBuffer();
    }

    /** Makes room for a program and lends it its constants. */
    void prepare(int realCount, int integerCount, float[][] realConstants, int[][] integerConstants) {
        this.constants = realConstants;
        this.integerConstants = integerConstants;
        if (layout == RegisterLayout.TOGETHER) {
            if (file.length < realCount * STRIDE) {
                file = new float[realCount * STRIDE];
                segment = Segments.of(file);
            }
            return;
        }
        while (reals.length < realCount) {
            reals = Arrays.copyOf(reals, reals.length + 1);
            reals[reals.length - 1] = new float[LENGTH];
        }
        while (integers.length < integerCount) {
            integers = Arrays.copyOf(integers, integers.length + 1);
            integers[integers.length - 1] = new int[LENGTH];
        }
    }

    /** The array of real register {@code k}, or of constant {@code ~k}; where it starts there, {@link #at} tells. */
    float[] real(int k) {
        return k < 0 ? constants[~k] : layout == RegisterLayout.TOGETHER ? file : reals[k];
    }

    /** Where register {@code k} starts in its array. */
    int at(int k) {
        return k < 0 || layout == RegisterLayout.APART ? 0 : k * STRIDE;
    }

    /** Integer register {@code k} that lies apart, or constant {@code ~k}. */
    int[] integer(int k) {
        return k >= 0 ? integers[k] : integerConstants[~k];
    }

    /** The array of registers that lie together, as a {@code java.lang.foreign.MemorySegment}. */
    Object segment() {
        return Objects.requireNonNull(segment, "no registers together");
    }

    private Object spareSegment() {
        if (spareSegment == null) {
            spareSegment = Segments.of(spareBits);
        }
        return spareSegment;
    }

    /** {@code n} bits of integer register {@code k}: the register itself if it lies apart, else a copy for short use. */
    int[] bits(int k, int n) {
        if (k < 0 || layout == RegisterLayout.APART) {
            return integer(k);
        }
        Segments.copy(segment(), (long) Float.BYTES * at(k), spareSegment(), (long) Float.BYTES * n);
        return spareBits;
    }

    /** Whether the mask in integer register {@code k} starts with a true one. */
    boolean isSet(int k) {
        return layout == RegisterLayout.APART ? integer(k)[0] != 0 : Float.floatToRawIntBits(file[at(k)]) != 0;
    }

    /** The accumulators of sink {@code s}. */
    float[] accumulators(int s) {
        while (accumulators.length <= s) {
            accumulators = Arrays.copyOf(accumulators, accumulators.length + 1);
            accumulators[accumulators.length - 1] = new float[64 / Float.BYTES];
        }
        return accumulators[s];
    }

    /** Bits of {@code x} in registers that lie apart: two bulk copies within the first-level cache. */
    void toBits(float[] x, int[] z, int n) {
        asReals.put(0, x, 0, n);
        asIntegers.get(0, z, 0, n);
    }

    /** The inverse of {@link #toBits}. */
    void toReal(int[] x, float[] z, int n) {
        asIntegers.put(0, x, 0, n);
        asReals.get(0, z, 0, n);
    }
}
