package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that are quick from the first call and fast later: those of an interpreter, until the virtual machine has compiled a class written for the same chain.
 *
 * <p>A written class that the just-in-time compiler has not reached yet runs up to hundreds of times slower than it will. So a daemon thread calls it on
 * numbers of its own, once a chain has been run a few times, and the interpreter does the work meanwhile. Both give the same bits, so nobody can tell when one takes over from the other; a class
 * that does not become faster (a machine without the instructions) never does.
 */
public final class WarmChainCompiler implements ChainCompiler {

    private static final int ROWS = 4;
    private static final int COLUMNS = 1024;

    /** Columns of the calls that make the virtual machine compile a kernel; not a whole number of vectors, to reach its end of a row too. */
    private static final int FEW_COLUMNS = 69;

    /** Columns of a row that hold numbers for rare branches: one vector. */
    private static final int RARE = 16;

    /** A program that runs once or twice is over before a class would be of use to it. */
    private static final int RUNS_WORTH_WARMING = 3;

    private static final int CALLS = 100;
    private static final int ROUNDS_OF_CALLS = 15;
    private static final long NAP_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final ChainCompiler first;
    private final ChainCompiler later;
    private final LinkedBlockingQueue<Warming> waiting = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;

    /** Kernels of {@code first}, replaced by those of {@code later} when these are warm. */
    public WarmChainCompiler(ChainCompiler first, ChainCompiler later) {
        this.first = Objects.requireNonNull(first, "first");
        this.later = Objects.requireNonNull(later, "later");
    }

    @Override
    public ChainKernel compile(Chain chain) {
        return new Warming(chain, first.compile(chain));
    }

    private synchronized void enqueue(Warming kernel) {
        if (++kernel.runs == RUNS_WORTH_WARMING) {
            kernel.isQueued = true;
            waiting.add(kernel);
            start();
        }
    }

    @Override
    public boolean sumsAreFree() {
        return later.sumsAreFree();
    }

    @Override
    public String description() {
        return later.description();
    }

    private void start() {
        if (thread == null) {
            thread = new Thread(this::warm, "lemma-warm-chains");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Goes round the kernels that are not warm yet, so that none waits for another. */
    private void warm() {
        Numbers numbers = new Numbers();
        while (true) {
            try {
                Warming kernel = waiting.take();
                if (!kernel.settled(later, numbers)) {
                    waiting.add(kernel);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private final class Warming implements ChainKernel {

        private final Chain chain;
        private volatile ChainKernel kernel;
        private @Nullable ChainKernel candidate;
        private int rounds;
        private long start;
        /** Written by one thread; who sees it late only asks once more. */
        private boolean isQueued;

        private int runs;

        Warming(Chain chain, ChainKernel kernel) {
            this.chain = chain;
            this.kernel = kernel;
        }

        @Override
        public void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns) {
            if (!isQueued) {
                enqueue(this);
            }
            kernel.run(arrays, offsets, rowStrides, rows, columns);
        }

        /** Some calls of the later kernel; true if it has taken over and been called enough, or never will. */
        boolean settled(ChainCompiler later, Numbers numbers) {
            if (candidate == null) {
                candidate = later.compile(chain);
                start = System.nanoTime();
            }
            Object[] arrays = numbers.arrays(chain);
            int[] offsets = new int[arrays.length];
            int[] few = strides(FEW_COLUMNS);
            int[] many = strides(COLUMNS);
            if (++rounds <= ROUNDS_OF_CALLS) {
                for (int call = 0; call < CALLS; call++) {
                    candidate.run(arrays, offsets, few, ROWS, FEW_COLUMNS);
                }
            } else {
                // Called often enough: what remains is to wait for the compiler, which may need this core.
                LockSupport.parkNanos(NAP_NANOS);
            }
            if (kernel != candidate) {
                long before = System.nanoTime();
                candidate.run(arrays, offsets, many, ROWS, COLUMNS);
                long between = System.nanoTime();
                kernel.run(arrays, offsets, many, ROWS, COLUMNS);
                long after = System.nanoTime();
                if (between - before < after - between) {
                    kernel = candidate;
                }
            }
            // Both may have been slow when it took over, and a program of long steps would take minutes to call it
            // often enough.
            return kernel == candidate ? rounds >= ROUNDS_OF_CALLS : System.nanoTime() - start > PATIENCE_NANOS;
        }

        private int[] strides(int columns) {
            int[] strides = new int[chain.arrays()];
            for (int k = 0; k < strides.length; k++) {
                boolean perRow;
                if (k < chain.inputs()) {
                    perRow = chain.instruction(k).literal() == 1;
                } else {
                    Sink.Type type = chain.sinks().get(k - chain.inputs()).type();
                    perRow = type == Sink.Type.ROW_SUM || type == Sink.Type.ROW_MAX;
                }
                strides[k] = perRow ? 1 : columns;
            }
            return strides;
        }
    }

    /**
     * What kernels are tried on: inputs that stay, and places for results, the same for all. Some inputs are NaN, to reach the
     * branches for rare numbers as well: the compiler leaves out those that it has not seen taken, and code that takes one later is thrown away.
     */
    private static final class Numbers {

        private final float[] floats = new float[ROWS * COLUMNS];
        private final double[] doubles = new double[ROWS * COLUMNS];
        private final List<float[]> floatResults = new ArrayList<>();
        private final List<double[]> doubleResults = new ArrayList<>();

        Numbers() {
            Arrays.fill(floats, 0.5f);
            Arrays.fill(doubles, 0.5);
            Arrays.fill(floats, 0, RARE, Float.NaN);
            Arrays.fill(doubles, 0, RARE, Double.NaN);
        }

        Object[] arrays(Chain chain) {
            int inputs = chain.inputs();
            boolean single = chain.type() == DType.FLOAT32;
            Object[] arrays = single ? new float[chain.arrays()][] : new double[chain.arrays()][];
            for (int k = 0; k < arrays.length; k++) {
                if (k < inputs) {
                    arrays[k] = single ? floats : doubles;
                } else if (single) {
                    if (floatResults.size() <= k - inputs) {
                        floatResults.add(new float[ROWS * COLUMNS]);
                    }
                    arrays[k] = floatResults.get(k - inputs);
                } else {
                    if (doubleResults.size() <= k - inputs) {
                        doubleResults.add(new double[ROWS * COLUMNS]);
                    }
                    arrays[k] = doubleResults.get(k - inputs);
                }
            }
            return arrays;
        }
    }
}
