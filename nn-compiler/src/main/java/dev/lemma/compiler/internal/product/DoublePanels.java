package dev.lemma.compiler.internal.product;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.blas.CacheLines;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Large products of float64 matrices by packed panels; see {@link FloatPanels}. */
final class DoublePanels {
    /** Terms summed in registers before C is touched. */
    static final int DEPTH = 256;

    /** Rows of A that are packed at once; a multiple of both tile heights. */
    static final int ROW_BLOCK = 240;

    /** Columns of B that are packed at once. */
    static final int COLUMN_BLOCK = 64;

    private static final int VECTORS = 2;
    private static final int WARM_UP_DEPTH = 26;

    /** Where the panels of B begin. */
    private static final int FIRST = CacheLines.first(DType.FLOAT64);

    private final int lanes;
    private final int width;
    private final int tall;
    private final int low;
    private volatile @Nullable DoubleTile tallTile;
    private volatile @Nullable DoubleTile lowTile;
    private volatile @Nullable DoubleTile freshTallTile;
    private volatile @Nullable DoubleTile freshLowTile;
    private final WarmingPacker<double[]> copyColumns;
    private final WarmingPacker<double[]> copyRows;
    private final WarmingPacker<double[]> transposeColumns;
    private final WarmingPacker<double[]> transposeTall;
    private final WarmingPacker<double[]> transposeLow;
    private final TileWarmUp warmUp = new TileWarmUp();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
    private boolean started;

    /** The panels of this machine's preferred vectors, one set for the whole process; see {@link DoubleTiles#preferred}. */
    static DoublePanels preferred() {
        return Preferred.PANELS;
    }

    private static final class Preferred {
        static final DoublePanels PANELS = new DoublePanels(TileSizes.of(VectorModule.bits(), Double.SIZE));
    }

    DoublePanels(TileSizes sizes) {
        lanes = sizes.lanes();
        width = VECTORS * lanes;
        tall = sizes.rows(VECTORS);
        low = tall * 2 / 3;
        copyColumns = packer(() -> PackAssembler.copy(true, lanes, VECTORS), VECTORS * lanes, 1);
        copyRows = packer(() -> PackAssembler.copy(true, lanes, 1), lanes, 1);
        transposeColumns = packer(() -> PackAssembler.transpose(true, lanes, lanes, width), width, lanes);
        transposeTall = packer(() -> PackAssembler.transpose(true, lanes, Math.min(tall, lanes), tall), tall, lanes);
        transposeLow = packer(() -> PackAssembler.transpose(true, lanes, Math.min(low, lanes), low), low, lanes);
    }

    private WarmingPacker<double[]> packer(Supplier<Packer<double[]>> assemble, int stride, int step) {
        return new WarmingPacker<>(warmUp, double.class, lanes, assemble, stride, step);
    }

    /** Has the tiles compiled if that was not begun; later calls return at once. */
    synchronized void prepare() {
        if (!started) {
            started = true;
            warmUp.add(new WarmTile(tall, true));
        }
    }

    /** Kernels that plain code still stands in for. */
    int cold() {
        return warmUp.open();
    }

    /** {@code C ← op(A)·op(B)}, or {@code C + op(A)·op(B)} if {@code accumulate}. The caller has checked the extents. */
    void multiply(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int ldb,
            boolean accumulate,
            double[] c,
            int co,
            int ldc) {
        Scratch own = scratch.get();
        DoubleTile high = tallTile;
        DoubleTile small = lowTile;
        DoubleTile flat = small != null ? small : high;
        DoubleTile freshHigh = freshTallTile;
        DoubleTile freshFlat = flat == high ? freshHigh : freshLowTile;
        boolean fresh = !accumulate && k > 0 && freshHigh != null && freshFlat != null;
        if (!accumulate && !fresh) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
            }
        }
        if (high == null || flat == null) {
            prepare();
            own.rows().add(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
            return;
        }
        int shortest = flat == high ? tall : low;
        double[] left = own.a(tall);
        double[] right = own.b();
        int blocks = (k + DEPTH - 1) / DEPTH;
        int even = (k + blocks - 1) / Math.max(1, blocks);
        int step = Math.min(DEPTH, (even + lanes - 1) / lanes * lanes);
        for (int p0 = 0; p0 < k; p0 += step) {
            int depth = Math.min(step, k - p0);
            boolean first = fresh && p0 == 0;
            DoubleTile upper = first && freshHigh != null ? freshHigh : high;
            DoubleTile lower = first && freshFlat != null ? freshFlat : flat;
            for (int i0 = 0; i0 < m; i0 += ROW_BLOCK) {
                int rows = Math.min(ROW_BLOCK, m - i0);
                if (ta) {
                    packColumnsOfA(a, ao + p0 * lda + i0, lda, rows, depth, shortest, left);
                } else {
                    packRowsOfA(a, ao + i0 * lda + p0, lda, rows, depth, shortest, left);
                }
                for (int j0 = 0; j0 < n; j0 += COLUMN_BLOCK) {
                    int columns = Math.min(COLUMN_BLOCK, n - j0);
                    if (tb) {
                        packTransposed(b, bo + j0 * ldb + p0, ldb, columns, depth, right);
                    } else {
                        pack(b, bo + p0 * ldb + j0, ldb, columns, depth, right);
                    }
                    block(upper, lower, shortest, rows, columns, depth, left, right, c, co + i0 * ldc + j0, ldc);
                }
            }
        }
    }

    private void block(
            DoubleTile high,
            DoubleTile flat,
            int shortest,
            int rows,
            int columns,
            int depth,
            double[] left,
            double[] right,
            double[] c,
            int co,
            int ldc) {
        for (int j = 0; j < columns; j += width) {
            int wide = Math.min(width, columns - j);
            int panel = FIRST + j * depth;
            for (int i = 0; i < rows; ) {
                int height = height(rows - i, shortest);
                int inside = Math.min(height, rows - i);
                DoubleTile tile = height == tall ? high : flat;
                int to = co + i * ldc + j;
                if (inside == height && wide == width) {
                    tile.run(left, i * depth, 1, height, right, panel, width, c, to, ldc, depth);
                } else {
                    double[] edge = scratch.get().edge(tall * width);
                    copy(c, to, ldc, edge, 0, width, inside, wide);
                    tile.run(left, i * depth, 1, height, right, panel, width, edge, 0, width, depth);
                    copy(edge, 0, width, c, to, ldc, inside, wide);
                }
                i += height;
            }
        }
    }

    /** Height of the next tile over so many rows: tall ones first, then those that leave the fewest rows unused. */
    private int height(int left, int shortest) {
        return left > 2 * shortest || left > shortest && left <= tall ? tall : shortest;
    }

    private void packRowsOfA(double[] a, int ao, int lda, int rows, int depth, int shortest, double[] to) {
        for (int i = 0; i < rows; ) {
            int height = height(rows - i, shortest);
            int inside = Math.min(height, rows - i);
            int done = 0;
            Packer<double[]> packer = height > lanes ? null : (height == tall ? transposeTall : transposeLow).get();
            if (packer != null && inside == height) {
                // Stores whole vectors: what reaches beyond a column is overwritten by the next.
                packer.run(a, ao + i * lda, lda, to, i * depth, height, depth / lanes);
                done = depth / lanes * lanes;
            }
            interleave(a, ao + i * lda + done, lda, inside, depth - done, to, i * depth + done * height, height);
            i += height;
        }
    }

    private void packColumnsOfA(double[] a, int ao, int lda, int rows, int depth, int shortest, double[] to) {
        Packer<double[]> packer = tall <= lanes ? copyRows.get() : null;
        for (int i = 0; i < rows; ) {
            int height = height(rows - i, shortest);
            int inside = Math.min(height, rows - i);
            // A vector may reach beyond the tile's rows, but not beyond the array.
            boolean fits = ao + (long) (depth - 1) * lda + i + lanes <= a.length;
            if (packer != null && inside == height && fits) {
                packer.run(a, ao + i, lda, to, i * depth, height, depth);
            } else {
                for (int p = 0; p < depth; p++) {
                    int from = ao + p * lda + i;
                    int at = i * depth + p * height;
                    for (int r = 0; r < inside; r++) {
                        to[at + r] = a[from + r];
                    }
                    for (int r = inside; r < height; r++) {
                        to[at + r] = 0;
                    }
                }
            }
            i += height;
        }
    }

    private void pack(double[] b, int bo, int ldb, int columns, int depth, double[] to) {
        int panels = columns / width;
        int from = 0;
        Packer<double[]> packer = copyColumns.get();
        if (packer != null && panels > 0) {
            from = panels * width;
            for (int p = 0; p < depth; p++) {
                packer.run(b, bo + p * ldb, width, to, FIRST + p * width, depth * width, panels);
            }
        }
        for (int j = from; j < columns; j += width) {
            int wide = Math.min(width, columns - j);
            for (int p = 0; p < depth; p++) {
                int at = FIRST + j * depth + p * width;
                System.arraycopy(b, bo + p * ldb + j, to, at, wide);
                for (int l = wide; l < width; l++) {
                    to[at + l] = 0;
                }
            }
        }
    }

    private void packTransposed(double[] b, int bo, int ldb, int columns, int depth, double[] to) {
        Packer<double[]> packer = transposeColumns.get();
        for (int j = 0; j < columns; j += width) {
            int at = FIRST + j * depth;
            int wide = Math.min(width, columns - j);
            int from = bo + j * ldb;
            int done = 0;
            if (packer != null && wide == width) {
                for (int v = 0; v < width; v += lanes) {
                    packer.run(b, from + v * ldb, ldb, to, at + v, width, depth / lanes);
                }
                done = depth / lanes * lanes;
            }
            interleave(b, from + done, ldb, wide, depth - done, to, at + done * width, width);
        }
    }

    /** {@code to[start + p·stride + r] ← from[fo + r·fs + p]} for {@code r < count}, and 0 up to {@code stride}. */
    private static void interleave(
            double[] from, int fo, int fs, int count, int depth, double[] to, int start, int stride) {
        int r = 0;
        for (; r + 3 < count; r += 4) {
            int read = fo + r * fs;
            int write = start + r;
            for (int p = 0; p < depth; p++, read++, write += stride) {
                to[write] = from[read];
                to[write + 1] = from[read + fs];
                to[write + 2] = from[read + 2 * fs];
                to[write + 3] = from[read + 3 * fs];
            }
        }
        for (; r < stride; r++) {
            boolean inside = r < count;
            for (int p = 0; p < depth; p++) {
                to[start + p * stride + r] = inside ? from[fo + r * fs + p] : 0;
            }
        }
    }

    private static void copy(double[] from, int fo, int fs, double[] to, int at, int ts, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                to[at + r * ts + j] = from[fo + r * fs + j];
            }
        }
    }

    /** A tile on its way to being compiled. */
    private final class WarmTile extends TileWarmUp.Candidate {
        private final int rows;
        private final boolean continuing;
        private final double[] a;
        private final double[] b;
        private final double[] c;
        private @Nullable DoubleTile tile;

        WarmTile(int rows, boolean continuing) {
            super(2.0 * rows * width * WARM_UP_DEPTH);
            this.rows = rows;
            this.continuing = continuing;
            this.a = new double[rows * WARM_UP_DEPTH];
            this.b = new double[WARM_UP_DEPTH * width];
            this.c = new double[rows * width];
        }

        @Override
        void call() {
            DoubleTile warm = tile;
            if (warm == null) {
                warm = TileAssembler.packedDoubles(lanes, rows, VECTORS, continuing);
                tile = warm;
            }
            warm.run(a, 0, 1, rows, b, 0, width, c, 0, width, WARM_UP_DEPTH);
        }

        @Override
        void publish() {
            if (continuing) {
                if (rows == tall) {
                    tallTile = tile;
                    // The others only improve on this one: they must not delay it.
                    warmUp.add(new WarmTile(tall, false));
                    warmUp.add(new WarmTile(low, true));
                    warmUp.add(new WarmTile(low, false));
                } else {
                    lowTile = tile;
                }
            } else if (rows == tall) {
                freshTallTile = tile;
            } else {
                freshLowTile = tile;
            }
        }
    }

    /** Panels of one thread. */
    private static final class Scratch {
        private double[] a = new double[0];
        private double[] b = new double[0];
        private double[] edge = new double[0];
        private @Nullable DoubleRows rows;

        /** A block of A, and room for the last vector of its packers. */
        double[] a(int tall) {
            return a.length > 0 ? a : (a = new double[(ROW_BLOCK + tall) * DEPTH + 64]);
        }

        double[] b() {
            return b.length > 0
                    ? b
                    : (b = new double[Math.max(CacheLines.large(DType.FLOAT64), FIRST + (COLUMN_BLOCK + 64) * DEPTH)]);
        }

        double[] edge(int size) {
            return edge.length >= size ? edge : (edge = new double[size]);
        }

        DoubleRows rows() {
            DoubleRows r = rows;
            return r != null ? r : (rows = new DoubleRows());
        }
    }
}
