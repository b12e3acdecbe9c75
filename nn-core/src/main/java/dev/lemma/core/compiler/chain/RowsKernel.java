package dev.lemma.core.compiler.chain;

import dev.lemma.api.tensor.DType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that is one loop over whole vectors, and everything around it. The generated subclass is that loop and nothing else:
 * a single call in it would make HotSpot's optimising compiler fetch every constant of the chain anew for each vector (measured:
 * a factor 1.7 for tanh).
 *
 * <p>The elements after the last whole vector of a row run through the same loop, so they have the same bits as the rest: those
 * of some rows are copied to a workspace, with one vector per row, and the results back. Lanes beyond the row are computed and
 * dropped. Inputs are read where they are, unless a vector would reach past the end of their array.
 *
 * <p>The loop adds up vectors, not lanes: it continues {@value #WAYS} bytes of partial results per row, see
 * {@link Sink.Type#ROW_SUM}, which {@link RowReduction} puts together.
 */
abstract class RowsKernel implements ChainKernel {
    /** Bytes of the partial results of one row. */
    static final int WAYS = 64;

    /** Rows that share a visit of the workspace. */
    private static final int BLOCK = 64;

    private final DType type;
    private final int lanes;
    /** Partial results of one row. */
    private final int ways;

    private final int arrays;
    private final int[] inputs;
    private final int[] stores;
    private final int[] columnSums;
    private final int[] rowReductions;
    private final boolean[] isSum;
    private final int[] nowhere;
    private final AtomicReference<@Nullable Workspace> free = new AtomicReference<>();

    RowsKernel(Chain chain, int vectorBytes) {
        type = chain.type();
        lanes = vectorBytes / type.bytes();
        ways = WAYS / type.bytes();
        arrays = chain.arrays();
        inputs = all(k -> k < chain.inputs() && !chain.instruction(k).isSplat());
        stores = sinks(chain, Sink.Type.STORE);
        columnSums = sinks(chain, Sink.Type.COLUMN_SUM);
        rowReductions = sinks(chain, Sink.Type.ROW_SUM, Sink.Type.ROW_MAX);
        isSum = new boolean[rowReductions.length];
        for (int i = 0; i < isSum.length; i++) {
            isSum[i] = chain.sinks().get(rowReductions[i] - chain.inputs()).type() == Sink.Type.ROW_SUM;
        }
        nowhere = new int[arrays];
        Arrays.fill(nowhere, -1);
    }

    private int[] all(IntPredicate which) {
        return IntStream.range(0, arrays).filter(which).toArray();
    }

    private int[] sinks(Chain chain, Sink.Type... types) {
        int first = chain.inputs();
        return all(k -> k >= first && Arrays.asList(types).contains(chain.sinks().get(k - first).type()));
    }

    /**
     * {@link #run} for rows of whole vectors.
     *
     * @param scratch an array that takes the place of some of {@code arrays}
     * @param slots per array, where it begins in {@code scratch}; negative for those that it does not replace. Row reductions
     * are always there: the partial results of one row after those of the other
     */
    abstract void loop(
            Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns, @Nullable Object scratch, int[] slots);

    @Override
    public final void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns) {
        int rest = columns & (lanes - 1);
        if (rest == 0 && rowReductions.length == 0) {
            loop(arrays, offsets, rowStrides, rows, columns, null, nowhere);
            return;
        }
        Workspace w = free.getAndSet(null);
        if (w == null) {
            w = new Workspace();
        }
        for (int first = 0; first < rows; first += BLOCK) {
            w.rows(arrays, offsets, rowStrides, first, Math.min(BLOCK, rows - first), columns - rest, rest);
        }
        free.set(w);
    }

    /** Room for vectors that end past their row and for partial results, and where one call of the loop finds its arrays. */
    private final class Workspace {
        private final int[] offsets = new int[arrays];
        private final int[] strides = new int[arrays];
        private final int[] slots = new int[arrays];
        /** Per array a vector for each row and one more, lest arrays lie whole pages apart; two times the partial results. */
        private final Object scratch;

        private final int totals = arrays * (BLOCK + 1) * lanes;
        private final int rests = totals + rowReductions.length * BLOCK * ways;

        Workspace() {
            int size = rests + rowReductions.length * BLOCK * ways;
            scratch = type == DType.FLOAT32 ? new float[size] : new double[size];
        }

        /** Some rows, of {@code whole} columns that are whole vectors and {@code rest} more. */
        void rows(Object[] to, int[] starts, int[] rowStrides, int first, int rows, int whole, int rest) {
            System.arraycopy(rowStrides, 0, strides, 0, arrays);
            System.arraycopy(nowhere, 0, slots, 0, arrays);
            for (int k = 0; k < arrays; k++) {
                offsets[k] = starts[k] + first * strides[k];
            }
            for (int k : columnSums) {
                offsets[k] = starts[k];
            }
            partial(totals, rows);
            if (whole > 0) {
                loop(to, offsets, strides, rows, whole, scratch, slots);
            }
            if (rest > 0) {
                stage(to, rows, whole, rest);
                partial(rests, rows);
                loop(to, offsets, strides, rows, lanes, scratch, slots);
                unstage(to, rowStrides, rows, rest);
            }
            finish(to, starts, rowStrides, first, rows, rest);
        }

        /** Has the row reductions continue partial results that are those of no numbers. */
        private void partial(int from, int rows) {
            for (int i = 0; i < rowReductions.length; i++) {
                int k = rowReductions[i];
                slots[k] = from + i * BLOCK * ways;
                strides[k] = ways;
                RowReduction.clear(scratch, slots[k], rows * ways, isSum[i]);
            }
        }

        private void stage(Object[] from, int rows, int whole, int rest) {
            for (int k : inputs) {
                offsets[k] += whole;
                if (offsets[k] + Math.max(0, (rows - 1) * strides[k]) + lanes > length(from[k])) {
                    int copies = strides[k] == 0 ? 1 : rows;
                    slots[k] = k * (BLOCK + 1) * lanes;
                    for (int r = 0; r < copies; r++) {
                        copy(from[k], offsets[k] + r * strides[k], scratch, slots[k] + r * lanes, rest);
                    }
                    strides[k] = copies == 1 ? 0 : lanes;
                }
            }
            for (int k : stores) {
                offsets[k] += whole;
                slots[k] = k * (BLOCK + 1) * lanes;
                strides[k] = lanes;
            }
            for (int k : columnSums) {
                offsets[k] += whole;
                slots[k] = k * (BLOCK + 1) * lanes;
                copy(from[k], offsets[k], scratch, slots[k], rest);
            }
        }

        private void unstage(Object[] to, int[] rowStrides, int rows, int rest) {
            for (int k : stores) {
                for (int r = 0; r < rows; r++) {
                    copy(scratch, slots[k] + r * lanes, to[k], offsets[k] + r * rowStrides[k], rest);
                }
            }
            for (int k : columnSums) {
                copy(scratch, slots[k], to[k], offsets[k], rest);
            }
        }

        private void finish(Object[] to, int[] starts, int[] rowStrides, int first, int rows, int rest) {
            for (int i = 0; i < rowReductions.length; i++) {
                int k = rowReductions[i];
                for (int r = 0; r < rows; r++) {
                    int row = (i * BLOCK + r) * ways;
                    if (rest > 0) {
                        // the loop left its one vector in the last accumulator; in the totals the next to take one is the first
                        RowReduction.add(scratch, totals + row, rests + row + ways - lanes, rest, isSum[i]);
                    }
                    RowReduction.finish(scratch, totals + row, to[k], starts[k] + (first + r) * rowStrides[k], isSum[i]);
                }
            }
        }
    }

    private static int length(Object array) {
        return array instanceof float[] f ? f.length : ((double[]) array).length;
    }

    /** For less than a vector: calling {@link System#arraycopy} would take longer than the copy. */
    private static void copy(Object from, int start, Object to, int at, int count) {
        if (from instanceof float[] f) {
            float[] t = (float[]) to;
            for (int j = 0; j < count; j++) {
                t[at + j] = f[start + j];
            }
        } else {
            double[] d = (double[]) from;
            double[] t = (double[]) to;
            for (int j = 0; j < count; j++) {
                t[at + j] = d[start + j];
            }
        }
    }
}
