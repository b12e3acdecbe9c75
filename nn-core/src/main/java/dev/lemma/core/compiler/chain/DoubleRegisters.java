package dev.lemma.core.compiler.chain;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** What a thread needs to run blocks of float64: registers, accumulators, and a buffer through which bits change kinds. */
final class DoubleRegisters {
    /** Elements per block. */
    static final int LENGTH = 512;

    private final DoubleBuffer asReals;
    private final LongBuffer asIntegers;
    private final double[][] spares = new double[2][LENGTH];
    private double[][] reals = new double[0][];
    private long[][] integers = new long[0][];
    private double[][] accumulators = new double[0][];
    private double[][] constants = new double[0][];
    private long[][] integerConstants = new long[0][];

    DoubleRegisters() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Double.BYTES * LENGTH).order(ByteOrder.nativeOrder());
        asReals = bytes.asDoubleBuffer();
        asIntegers = bytes.asLongBuffer();
    }

    /** Makes room for a program and lends it its constants. */
    void prepare(int realCount, int integerCount, double[][] realConstants, long[][] integerConstants) {
        this.constants = realConstants;
        this.integerConstants = integerConstants;
        while (reals.length < realCount) {
            reals = Arrays.copyOf(reals, reals.length + 1);
            reals[reals.length - 1] = new double[LENGTH];
        }
        while (integers.length < integerCount) {
            integers = Arrays.copyOf(integers, integers.length + 1);
            integers[integers.length - 1] = new long[LENGTH];
        }
    }

    /** Real register {@code k}, or constant {@code ~k}. */
    double[] real(int k) {
        return k >= 0 ? reals[k] : constants[~k];
    }

    /** Integer register {@code k}, or constant {@code ~k}. */
    long[] integer(int k) {
        return k >= 0 ? integers[k] : integerConstants[~k];
    }

    /** The accumulators of sink {@code s}. */
    double[] accumulators(int s) {
        while (accumulators.length <= s) {
            accumulators = Arrays.copyOf(accumulators, accumulators.length + 1);
            accumulators[accumulators.length - 1] = new double[64 / Double.BYTES];
        }
        return accumulators[s];
    }

    /** One of two blocks for short use. */
    double[] spare(int k) {
        return spares[k];
    }

    /** Bits of {@code x}, see {@link BitCopies}; without it two bulk copies within the first-level cache. */
    void toBits(double[] x, long[] z, int n) {
        MethodHandle copy = BitCopies.DOUBLES_TO_LONGS;
        if (copy == null) {
            asReals.put(0, x, 0, n);
            asIntegers.get(0, z, 0, n);
            return;
        }
        try {
            copy.invokeExact(x, z, (long) Double.BYTES * n);
        } catch (Throwable e) {
            throw BitCopies.unexpected(e);
        }
    }

    /** The inverse of {@link #toBits}. */
    void toReal(long[] x, double[] z, int n) {
        MethodHandle copy = BitCopies.LONGS_TO_DOUBLES;
        if (copy == null) {
            asIntegers.put(0, x, 0, n);
            asReals.get(0, z, 0, n);
            return;
        }
        try {
            copy.invokeExact(x, z, (long) Double.BYTES * n);
        } catch (Throwable e) {
            throw BitCopies.unexpected(e);
        }
    }
}
