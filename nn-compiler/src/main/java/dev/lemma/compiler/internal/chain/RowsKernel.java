package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that is one loop over whole vectors, and everything around it. The generated subclass is that loop and nothing else:
 * a single call in it would make HotSpot's optimising compiler fetch every constant of the chain anew for each vector.
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
    /** Scratch: per array a vector for each row and one more, lest arrays lie whole pages apart; then two times the partial results. */
    private final int totals;

    private final int rests;
    private final int scratchSize;
    private final ThreadLocal<Workspace> workspaces;

    RowsKernel(Chain chain, int vectorBytes, ThreadLocal<Workspace> workspaces) {
        this.workspaces = workspaces;
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
        totals = arrays * (BLOCK + 1) * lanes;
        rests = totals + rowReductions.length * BLOCK * ways;
        scratchSize = rests + rowReductions.length * BLOCK * ways;
    }

    private int[] all(IntPredicate which) {
        return IntStream.range(0, arrays).filter(which).toArray();
    }

    private int[] sinks(Chain chain, Sink.Type... types) {
        int first = chain.inputs();
        return all(k -> k >= first
                && Arrays.asList(types).contains(chain.sinks().get(k - first).type()));
    }

    /**
     * {@link #run} for rows of whole vectors.
     *
     * @param scratch an array that takes the place of some of {@code arrays}
     * @param slots per array, where it begins in {@code scratch}; negative for those that it does not replace. Row reductions
     * are always there: the partial results of one row after those of the other
     */
    abstract void loop(
            Object[] arrays,
            int[] offsets,
            int[] rowStrides,
            int rows,
            int columns,
            @Nullable Object scratch,
            int[] slots);

    @Override
    public final void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns) {
        int rest = columns & (lanes - 1);
        if (rest == 0 && rowReductions.length == 0) {
            loop(arrays, offsets, rowStrides, rows, columns, null, nowhere);
            return;
        }
        Workspace w = workspaces.get();
        w.fit(this.arrays);
        Object scratch = w.scratch(type, scratchSize);
        for (int first = 0; first < rows; first += BLOCK) {
            int count = Math.min(BLOCK, rows - first);
            place(w, offsets, rowStrides, first);
            startReductions(w, scratch, totals, count);
            if (columns > rest) {
                loop(arrays, w.offsets, w.strides, count, columns - rest, scratch, w.slots);
            }
            if (rest > 0) {
                stage(w, scratch, arrays, count, columns - rest, rest);
                startReductions(w, scratch, rests, count);
                loop(arrays, w.offsets, w.strides, count, lanes, scratch, w.slots);
                unstage(w, scratch, arrays, rowStrides, count, rest);
            }
            finishReductions(scratch, arrays, offsets, rowStrides, first, count, rest);
        }
    }

    /** All arrays where they are, from row {@code first} on. */
    private void place(Workspace w, int[] starts, int[] rowStrides, int first) {
        System.arraycopy(rowStrides, 0, w.strides, 0, arrays);
        System.arraycopy(nowhere, 0, w.slots, 0, arrays);
        for (int k = 0; k < arrays; k++) {
            w.offsets[k] = starts[k] + first * rowStrides[k];
        }
        for (int k : columnSums) {
            w.offsets[k] = starts[k];
        }
    }

    /** Has the row reductions continue partial results that are those of no numbers. */
    private void startReductions(Workspace w, Object scratch, int from, int rows) {
        for (int i = 0; i < rowReductions.length; i++) {
            int k = rowReductions[i];
            w.slots[k] = from + i * BLOCK * ways;
            w.strides[k] = ways;
            RowReduction.clear(scratch, w.slots[k], rows * ways, isSum[i]);
        }
    }

    /** Goes on to what is left of each row. */
    private void stage(Workspace w, Object scratch, Object[] from, int rows, int whole, int rest) {
        for (int k : inputs) {
            w.offsets[k] += whole;
            if (w.offsets[k] + Math.max(0, (rows - 1) * w.strides[k]) + lanes > length(from[k])) {
                int copies = w.strides[k] == 0 ? 1 : rows;
                w.slots[k] = k * (BLOCK + 1) * lanes;
                for (int r = 0; r < copies; r++) {
                    copy(from[k], w.offsets[k] + r * w.strides[k], scratch, w.slots[k] + r * lanes, rest);
                }
                w.strides[k] = copies == 1 ? 0 : lanes;
            }
        }
        for (int k : stores) {
            w.offsets[k] += whole;
            w.slots[k] = k * (BLOCK + 1) * lanes;
            w.strides[k] = lanes;
        }
        for (int k : columnSums) {
            w.offsets[k] += whole;
            w.slots[k] = k * (BLOCK + 1) * lanes;
            copy(from[k], w.offsets[k], scratch, w.slots[k], rest);
        }
    }

    private void unstage(Workspace w, Object scratch, Object[] to, int[] rowStrides, int rows, int rest) {
        for (int k : stores) {
            for (int r = 0; r < rows; r++) {
                copy(scratch, w.slots[k] + r * lanes, to[k], w.offsets[k] + r * rowStrides[k], rest);
            }
        }
        for (int k : columnSums) {
            copy(scratch, w.slots[k], to[k], w.offsets[k], rest);
        }
    }

    private void finishReductions(
            Object scratch, Object[] to, int[] starts, int[] rowStrides, int first, int rows, int rest) {
        for (int i = 0; i < rowReductions.length; i++) {
            int k = rowReductions[i];
            for (int r = 0; r < rows; r++) {
                int row = (i * BLOCK + r) * ways;
                if (rest > 0) {
                    // the loop left its one vector in the last accumulator; in the totals the next to take one is the
                    // first
                    RowReduction.add(scratch, totals + row, rests + row + ways - lanes, rest, isSum[i]);
                }
                RowReduction.finish(scratch, totals + row, to[k], starts[k] + (first + r) * rowStrides[k], isSum[i]);
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
