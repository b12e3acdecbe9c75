package dev.lemma.compiler.internal.chain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a thread needs to run blocks of float64: registers, accumulators, and a buffer through which bits change kinds. */
final class DoubleRegisters {
    /** Elements per block. */
    static final int LENGTH = 512;

    /** Elements from one register to the next if they lie together: whole cache lines, and no power of two. */
    static final int STRIDE = LENGTH + 128 / Double.BYTES;

    private final RegisterLayout layout;
    private final DoubleBuffer asReals;
    private final LongBuffer asIntegers;
    private final long[] spareBits = new long[LENGTH];
    private double[] file = new double[0];
    private @Nullable Object segment;
    private @Nullable Object spareSegment;
    private double[][] reals = new double[0][];
    private long[][] integers = new long[0][];
    private double[][] accumulators = new double[0][];
    private double[][] constants = new double[0][];
    private long[][] integerConstants = new long[0][];

    DoubleRegisters(RegisterLayout layout) {
        this.layout = layout;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Double.BYTES * LENGTH).order(ByteOrder.nativeOrder());
        asReals = bytes.asDoubleBuffer();
        asIntegers = bytes.asLongBuffer();
    }

    /** Makes room for a program and lends it its constants. */
    void prepare(int realCount, int integerCount, double[][] realConstants, long[][] integerConstants) {
        this.constants = realConstants;
        this.integerConstants = integerConstants;
        if (layout == RegisterLayout.TOGETHER) {
            if (file.length < realCount * STRIDE) {
                file = new double[realCount * STRIDE];
                segment = Segments.of(file);
            }
            return;
        }
        while (reals.length < realCount) {
            reals = Arrays.copyOf(reals, reals.length + 1);
            reals[reals.length - 1] = new double[LENGTH];
        }
        while (integers.length < integerCount) {
            integers = Arrays.copyOf(integers, integers.length + 1);
            integers[integers.length - 1] = new long[LENGTH];
        }
    }

    /** The array of real register {@code k}, or of constant {@code ~k}; where it starts there, {@link #at} tells. */
    double[] real(int k) {
        return k < 0 ? constants[~k] : layout == RegisterLayout.TOGETHER ? file : reals[k];
    }

    /** Where register {@code k} starts in its array. */
    int at(int k) {
        return k < 0 || layout == RegisterLayout.APART ? 0 : k * STRIDE;
    }

    /** Integer register {@code k} that lies apart, or constant {@code ~k}. */
    long[] integer(int k) {
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
    long[] bits(int k, int n) {
        if (k < 0 || layout == RegisterLayout.APART) {
            return integer(k);
        }
        Segments.copy(segment(), (long) Double.BYTES * at(k), spareSegment(), (long) Double.BYTES * n);
        return spareBits;
    }

    /** Whether the mask in integer register {@code k} starts with a true one. */
    boolean isSet(int k) {
        return layout == RegisterLayout.APART ? integer(k)[0] != 0 : Double.doubleToRawLongBits(file[at(k)]) != 0;
    }

    /** The accumulators of sink {@code s}. */
    double[] accumulators(int s) {
        while (accumulators.length <= s) {
            accumulators = Arrays.copyOf(accumulators, accumulators.length + 1);
            accumulators[accumulators.length - 1] = new double[64 / Double.BYTES];
        }
        return accumulators[s];
    }

    /** Bits of {@code x} in registers that lie apart: two bulk copies within the first-level cache. */
    void toBits(double[] x, long[] z, int n) {
        asReals.put(0, x, 0, n);
        asIntegers.get(0, z, 0, n);
    }

    /** The inverse of {@link #toBits}. */
    void toReal(long[] x, double[] z, int n) {
        asIntegers.put(0, x, 0, n);
        asReals.get(0, z, 0, n);
    }
}
