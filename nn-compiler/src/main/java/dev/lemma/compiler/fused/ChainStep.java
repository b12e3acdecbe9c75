package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.chain.ChainKernel;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A group over its domain: the innermost axis is what the kernel runs along, the next its rows, the others are counted through.
 *
 * <p>The rows of all outer axes together, the units, are dealt out in parts of about {@value #PART} elements, which depend on
 * the domain alone: the number of threads changes nothing. Each part of a column sum has its own row, each unit of a row
 * reduction its own number; they are put together in float64, in order. Wide column sums of a few rows are cut the other way:
 * a part has some of the columns, and all of their rows.
 *
 * <p>In float32 a sum rounds at each addition, in one direction where terms are alike, so rows are cut after {@value #LONGEST_FLOAT_ROW} elements and column sums after {@value #FLOAT_ROWS} rows: what
 * is lost is a few units in the last place, however long the sum.
 */
final class ChainStep implements Runnable, IntConsumer {

    static final int PART = 1 << 14;
    /** Rows that are summed are cut after so many elements, and the pieces put together in float64. */
    private static final int LONGEST_ROW = 4096;
    /** In float32: more would round too often. */
    private static final int LONGEST_FLOAT_ROW = 512;
    /** Rows of a column sum in float32 that are added up before they are put together with others in float64. */
    private static final int FLOAT_ROWS = 32;
    /** Up to so many rows it is not worth it. */
    private static final int FEW_ROWS = 64;

    private static final int WORTH_SHARING = 1 << 15;
    /** A column sum over more columns than this is wide. */
    static final int WIDE = 8192;
    /** Columns per part of a wide one. */
    private static final int COLUMNS_PER_PART = 4096;

    private final ChainKernel kernel;
    private final Team team;
    private final Object[] arrays;
    private final int[] starts;
    /** Per array and outer axis (all but the innermost) the distance of neighbours. */
    private final int[][] steps;

    private final int[] outer;
    private final int[] rowStrides;
    private final int columns;
    private final int longestRow;
    /** Pieces of a row; 1 where it is not too long, or not reduced. */
    private final int pieces;

    private final int units;
    private final int lastColumns;
    private final int unitsPerPart;
    private final int parts;
    private final int[][] offsets;
    private final Finish[] finishes;
    private final boolean share;
    private final boolean foldsColumns;
    /** Whether parts are columns. */
    private final boolean wide;
    /** For each array whether it has one number per row. */
    private final boolean[] splat;

    /** Puts partial results of a reduction together. */
    private interface Finish {
        void begin();

        void end();
    }

    ChainStep(Group group, ChainKernel kernel, Binding binding, Team team) {
        this.kernel = kernel;
        this.team = team;
        int[] box = group.extents();
        this.splat = group.splat();
        boolean line = box.length == 1;
        boolean reduces = !group.reductions().isEmpty();
        int length = box[box.length - 1];
        this.wide = !line
                && reduces
                && length > WIDE
                && group.reductions().stream().allMatch(reduction -> reduction.form() == Group.Form.COLUMNS);
        this.longestRow = group.type() == DType.FLOAT32 ? LONGEST_FLOAT_ROW : LONGEST_ROW;
        this.columns = line ? Math.min(length, reduces ? longestRow : PART) : length;
        boolean along = group.reductions().stream().anyMatch(reduction -> reduction.form() != Group.Form.COLUMNS);
        this.pieces = line || !along ? 1 : (columns + longestRow - 1) / longestRow;
        this.outer = line ? new int[] {(length + columns - 1) / columns} : Arrays.copyOf(box, box.length - 1);
        int count = 1;
        for (int extent : outer) {
            count *= extent;
        }
        this.units = count;
        this.lastColumns = line ? length - (units - 1) * columns : columns;
        this.unitsPerPart = Math.max(1, PART / columns);
        this.parts =
                wide ? (columns + COLUMNS_PER_PART - 1) / COLUMNS_PER_PART : (units + unitsPerPart - 1) / unitsPerPart;
        this.share = group.size() >= WORTH_SHARING;

        List<View> inputs = group.inputs();
        int stores = group.stores().size();
        int arity = inputs.size() + stores + group.reductions().size();
        this.arrays = group.type() == DType.FLOAT32 ? new float[arity][] : new double[arity][];
        this.starts = new int[arity];
        this.steps = new int[arity][];
        for (int i = 0; i < inputs.size(); i++) {
            View view = inputs.get(i);
            arrays[i] = binding.array(view.base());
            starts[i] = binding.offset(view.base()) + view.offset();
            steps[i] = line ? new int[] {splat[i] ? 0 : columns} : outerSteps(view, box);
        }
        for (int i = 0; i < stores; i++) {
            Tensor node = group.stores().get(i);
            int k = inputs.size() + i;
            arrays[k] = binding.array(node);
            starts[k] = binding.offset(node);
            steps[k] = line ? new int[] {columns} : outerSteps(View.of(node), box);
        }
        this.finishes = new Finish[group.reductions().size()];
        for (int i = 0; i < finishes.length; i++) {
            finishes[i] = reduction(group, group.reductions().get(i), inputs.size() + stores + i, box, binding);
        }
        this.foldsColumns =
                Arrays.stream(finishes).anyMatch(finish -> finish instanceof ColumnFinish column && column.folds());
        this.rowStrides = new int[arity];
        for (int k = 0; k < arity; k++) {
            rowStrides[k] = steps[k][steps[k].length - 1];
        }
        this.offsets = new int[parts][arity];
    }

    /** Distances of neighbours along the outer axes of the box, for a view whose runs the box refines. */
    private static int[] outerSteps(View view, int[] box) {
        int[] steps = new int[box.length];
        List<int[]> runs = view.runs();
        int run = runs.size() - 1;
        int left = run < 0 ? 1 : runs.get(run)[0];
        int step = run < 0 ? 0 : runs.get(run)[1];
        for (int axis = box.length - 1; axis >= 0; axis--) {
            if (box[axis] == 1) {
                continue;
            }
            if (left == 1 && run > 0) {
                run--;
                left = runs.get(run)[0];
                step = runs.get(run)[1];
            }
            steps[axis] = step;
            step *= box[axis];
            left /= box[axis];
        }
        return Arrays.copyOf(steps, box.length - 1);
    }

    private Finish reduction(Group group, Group.Reduction reduction, int k, int[] box, Binding binding) {
        Object result = binding.array(reduction.node());
        int resultStart = binding.offset(reduction.node());
        int size = reduction.node().shape().size();
        if (wide) {
            arrays[k] = result;
            starts[k] = resultStart;
            steps[k] = new int[outer.length];
            return NOTHING;
        }
        if (reduction.form() == Group.Form.COLUMNS) {
            boolean folds = group.type() == DType.FLOAT32 && Math.min(units, unitsPerPart) > FEW_ROWS;
            boolean direct = parts == 1 && !folds;
            Object partial = direct ? result : binding.scratch(group.type(), parts * columns);
            arrays[k] = partial;
            starts[k] = direct ? resultStart : 0;
            steps[k] = new int[outer.length];
            return new ColumnFinish(
                    partial,
                    starts[k],
                    folds ? new double[parts * columns] : null,
                    result,
                    resultStart,
                    columns,
                    direct ? 1 : parts);
        }
        boolean direct = size == units && reduction.inner() == columns && pieces == 1;
        Object partial = direct ? result : binding.scratch(group.type(), units * pieces);
        arrays[k] = partial;
        starts[k] = direct ? resultStart : 0;
        int[] unitSteps = new int[outer.length];
        int step = pieces;
        for (int axis = outer.length - 1; axis >= 0; axis--) {
            unitSteps[axis] = step;
            step *= outer[axis];
        }
        steps[k] = unitSteps;
        if (direct) {
            return NOTHING;
        }
        return new RowFinish(
                partial, pieces, result, resultStart, destinations(reduction, size), reduction.isMaximum(), size);
    }

    /** For each unit the place of the result that it belongs to. */
    private int[] destinations(Group.Reduction reduction, int size) {
        int[] to = new int[units];
        if (size == 1) {
            return to;
        }
        int[] extents = reduction.node().operand(0).shape().extents();
        List<Integer> axes = reduction.axes();
        for (int unit = 0; unit < units; unit++) {
            long element = (long) unit * columns;
            int place = 0;
            int stride = 1;
            for (int axis = extents.length - 1; axis >= 0; axis--) {
                int index = (int) (element % extents[axis]);
                element /= extents[axis];
                if (!axes.contains(axis)) {
                    place += index * stride;
                    stride *= extents[axis];
                }
            }
            to[unit] = place;
        }
        return to;
    }

    @Override
    public void run() {
        for (Finish finish : finishes) {
            finish.begin();
        }
        if (share) {
            team.run(parts, this);
        } else {
            for (int part = 0; part < parts; part++) {
                accept(part);
            }
        }
        for (Finish finish : finishes) {
            finish.end();
        }
    }

    /** Runs one part. */
    @Override
    public void accept(int part) {
        if (wide) {
            columns(part);
            return;
        }
        int[] at = offsets[part];
        for (int i = 0; i < finishes.length; i++) {
            if (finishes[i] instanceof ColumnFinish column) {
                column.beginPart(part);
            }
        }
        int from = part * unitsPerPart;
        int to = Math.min(units, from + unitsPerPart);
        int rows = outer[outer.length - 1];
        while (from < to) {
            int row = from % rows;
            int count = Math.min(rows - row, to - from);
            if (lastColumns != columns && from + count == units) {
                count = count == 1 ? 1 : count - 1;
            }
            if (foldsColumns) {
                count = Math.min(count, FLOAT_ROWS);
            }
            locate(part, from, at);
            boolean last = lastColumns != columns && from == units - 1;
            if (pieces == 1) {
                kernel.run(arrays, at, rowStrides, count, last ? lastColumns : columns);
            } else {
                pieces(at, count);
            }
            if (foldsColumns) {
                fold(part);
            }
            from += count;
        }
    }

    /** Adds what the column sums of a part have so far in float64, and begins anew. */
    private void fold(int part) {
        for (Finish finish : finishes) {
            if (finish instanceof ColumnFinish column) {
                column.fold(part);
            }
        }
    }

    /** Runs some rows piece by piece. */
    private void pieces(int[] at, int rows) {
        int sinks = at.length - finishes.length;
        for (int piece = 0; piece < pieces; piece++) {
            int count = Math.min(longestRow, columns - piece * longestRow);
            kernel.run(arrays, at, rowStrides, rows, count);
            for (int k = 0; k < at.length; k++) {
                boolean oneNumber = k < splat.length && splat[k];
                boolean row = k >= sinks && finishes[k - sinks] instanceof RowFinish;
                at[k] += oneNumber ? 0 : row ? 1 : count;
            }
        }
    }

    /** Runs a part of a wide column sum. */
    private void columns(int part) {
        int[] at = offsets[part];
        int first = part * COLUMNS_PER_PART;
        int count = Math.min(COLUMNS_PER_PART, columns - first);
        for (int k = at.length - finishes.length; k < at.length; k++) {
            clear(arrays[k], starts[k] + first, count);
        }
        int rows = outer[outer.length - 1];
        for (int unit = 0; unit < units; unit += rows) {
            locate(part, unit, at);
            for (int k = 0; k < at.length; k++) {
                at[k] += k < splat.length && splat[k] ? 0 : first;
            }
            kernel.run(arrays, at, rowStrides, rows, count);
        }
    }

    private static void clear(Object array, int from, int count) {
        if (array instanceof float[] f) {
            Arrays.fill(f, from, from + count, 0);
        } else {
            Arrays.fill((double[]) array, from, from + count, 0);
        }
    }

    private void locate(int part, int unit, int[] at) {
        System.arraycopy(starts, 0, at, 0, at.length);
        int rest = unit;
        for (int axis = outer.length - 1; axis >= 0; axis--) {
            int index = rest % outer[axis];
            rest /= outer[axis];
            if (index != 0) {
                for (int k = 0; k < at.length; k++) {
                    at[k] += index * steps[k][axis];
                }
            }
        }
        for (int i = 0; i < finishes.length; i++) {
            if (finishes[i] instanceof ColumnFinish column) {
                at[at.length - finishes.length + i] += column.partStart(part);
            }
        }
    }

    private static final Finish NOTHING = new Finish() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
    };

    private static final class ColumnFinish implements Finish {

        private final Object partial;
        private final int start;
        private final double @Nullable [] sums;
        private final Object result;
        private final int resultStart;
        private final int columns;
        private final int parts;

        /**
         * @param partial a row for each part, or the result if there is one part that is not folded
         * @param sums of a row for each part, in float64; null where parts are not folded
         */
        ColumnFinish(
                Object partial,
                int start,
                double @Nullable [] sums,
                Object result,
                int resultStart,
                int columns,
                int parts) {
            this.partial = partial;
            this.start = start;
            this.sums = sums;
            this.result = result;
            this.resultStart = resultStart;
            this.columns = columns;
            this.parts = parts;
        }

        boolean folds() {
            return sums != null;
        }

        int partStart(int part) {
            return part * columns;
        }

        @Override
        public void begin() {}

        void beginPart(int part) {
            int from = part * columns;
            clear(partial, start + from, columns);
            if (sums != null) {
                Arrays.fill(sums, from, from + columns, 0);
            }
        }

        void fold(int part) {
            if (sums == null || !(partial instanceof float[] f)) {
                return;
            }
            int from = part * columns;
            for (int j = from; j < from + columns; j++) {
                sums[j] += f[j];
                f[j] = 0;
            }
        }

        @Override
        public void end() {
            if (partial == result) {
                return;
            }
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int part = 0; part < parts; part++) {
                    int at = part * columns + j;
                    sum += sums != null ? sums[at] : partial instanceof float[] f ? f[at] : ((double[]) partial)[at];
                }
                if (result instanceof float[] to) {
                    to[resultStart + j] = (float) sum;
                } else {
                    ((double[]) result)[resultStart + j] = sum;
                }
            }
        }
    }

    private static final class RowFinish implements Finish {

        private final Object partial;
        private final int pieces;
        private final Object result;
        private final int resultStart;
        private final int[] to;
        private final boolean maximum;
        private final double[] gathered;

        RowFinish(Object partial, int pieces, Object result, int resultStart, int[] to, boolean maximum, int size) {
            this.partial = partial;
            this.pieces = pieces;
            this.result = result;
            this.resultStart = resultStart;
            this.to = to;
            this.maximum = maximum;
            this.gathered = new double[size];
        }

        @Override
        public void begin() {}

        @Override
        public void end() {
            Arrays.fill(gathered, maximum ? Double.NEGATIVE_INFINITY : 0);
            for (int unit = 0; unit < to.length; unit++) {
                double whole = gathered[to[unit]];
                for (int i = unit * pieces; i < (unit + 1) * pieces; i++) {
                    double value = partial instanceof float[] f ? f[i] : ((double[]) partial)[i];
                    whole = maximum ? Math.max(whole, value) : whole + value;
                }
                gathered[to[unit]] = whole;
            }
            if (result instanceof float[] f) {
                for (int i = 0; i < gathered.length; i++) {
                    f[resultStart + i] = (float) gathered[i];
                }
            } else {
                System.arraycopy(gathered, 0, result, resultStart, gathered.length);
            }
        }
    }
}
