package dev.lemma.compiler.internal.product;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.blas.CacheLines;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Products of float64 matrices by register tiles; see {@link FloatTiles}.
 */
final class DoubleTiles {
    /** Terms summed in registers before C is touched. */
    static final int DEPTH = 256;

    /** Rows of A that are packed at once. */
    private static final int ROW_BLOCK = 480;

    /** A transposed A that reaches further than this many elements is packed. */
    private static final int FAR_A = 16_384;

    /** A block of B that reaches further than this many elements is packed, */
    private static final int FAR_B = 8_192;

    /** if so many rows of A share the cost. */
    private static final int SHARING_ROWS = 24;

    /** Rows of one dot-product tile. */
    private static final int DOTS = 8;

    /** So few rows of A do not pay for transposing B: dot products instead. */
    private static final int FEW_ROWS = 5;

    /** Enough for the compiler to count a loop, few enough for the interpreter. */
    private static final int WARM_UP_DEPTH = 26;

    /** Where packed blocks of B begin. */
    private static final int FIRST = CacheLines.first(DType.FLOAT64);

    private final TileSizes sizes;
    private final AtomicReferenceArray<@Nullable DoubleTile> tiles;
    private final AtomicReferenceArray<@Nullable DoubleTile> dots = new AtomicReferenceArray<>(DOTS + 1);
    private final TileWarmUp warmUp = new TileWarmUp();
    private final WarmingPacker<double[]> transpose;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /**
     * The tiles of this machine's preferred vectors. One set for the whole process: what it keeps is compiled code, and a set
     * of its own would make every program wait for the compiler again.
     */
    static DoubleTiles preferred() {
        return Preferred.TILES;
    }

    private static final class Preferred {
        static final DoubleTiles TILES = new DoubleTiles(TileSizes.of(VectorModule.bits(), Double.SIZE));
    }

    DoubleTiles(TileSizes sizes) {
        this.sizes = sizes;
        this.tiles = new AtomicReferenceArray<>(2 * (sizes.rows(1) + 1) * (sizes.vectors() + 1));
        int lanes = sizes.lanes();
        int widest = sizes.vectors() * lanes;
        this.transpose = new WarmingPacker<>(
                warmUp, double.class, lanes, () -> PackAssembler.transpose(true, lanes), widest, lanes);
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
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            if (!accumulate) {
                for (int i = 0; i < m; i++) {
                    Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
                }
            }
            return;
        }
        int rowStride = ta ? 1 : lda;
        int columnStride = ta ? lda : 1;
        if (n == 1 && !ta && (tb || ldb == 1)) {
            dots(m, k, a, ao, lda, b, bo, accumulate, c, co, ldc);
        } else if (tb && m <= FEW_ROWS && columnStride == 1 && k >= sizes.lanes()) {
            for (int i = 0; i < m; i++) {
                dots(n, k, b, bo, ldb, a, ao + i * rowStride, accumulate, c, co + i * ldc, 1);
            }
        } else if (n == 1 && ta && ldc == 1 && (tb || ldb == 1)) {
            tiled(1, m, k, b, bo, k, 1, false, a, ao, lda, accumulate, c, co, m);
        } else if (ta && n < sizes.lanes() && n < m) {
            narrow(m, n, k, a, ao, lda, b, bo, tb ? ldb : 1, tb ? 1 : ldb, accumulate, c, co, ldc);
        } else {
            tiled(m, n, k, a, ao, rowStride, columnStride, tb, b, bo, ldb, accumulate, c, co, ldc);
        }
    }

    /** With fewer columns than lanes: {@code Cᵀ = op(B)ᵀ A}, whose rows fill the lanes. */
    private void narrow(
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int brs,
            int bcs,
            boolean accumulate,
            double[] c,
            int co,
            int ldc) {
        double[] turned = scratch.get().turned(n * m);
        if (accumulate) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    turned[j * m + i] = c[co + i * ldc + j];
                }
            }
        }
        tiled(n, m, k, b, bo, brs, bcs, false, a, ao, lda, accumulate, turned, 0, m);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                c[co + i * ldc + j] = turned[j * m + i];
            }
        }
    }

    private void tiled(
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ars,
            int acs,
            boolean tb,
            double[] b,
            int bo,
            int ldb,
            boolean accumulate,
            double[] c,
            int co,
            int ldc) {
        boolean packA = acs > 1 && (long) k * acs > FAR_A && m > 1 && n >= 4 * sizes.lanes();
        int rowBlock = packA ? ROW_BLOCK : m;
        for (int i0 = 0; i0 < m; i0 += rowBlock) {
            int rows = Math.min(rowBlock, m - i0);
            for (int p0 = 0; p0 < k; p0 += DEPTH) {
                int depth = Math.min(DEPTH, k - p0);
                block(
                        rows,
                        n,
                        depth,
                        a,
                        ao + i0 * ars + p0 * acs,
                        ars,
                        acs,
                        packA,
                        tb,
                        b,
                        tb ? bo + p0 : bo + p0 * ldb,
                        ldb,
                        accumulate || p0 > 0,
                        c,
                        co + i0 * ldc,
                        ldc);
            }
        }
    }

    private void block(
            int m,
            int n,
            int depth,
            double[] a,
            int ao,
            int ars,
            int acs,
            boolean packA,
            boolean tb,
            double[] b,
            int bo,
            int ldb,
            boolean accumulate,
            double[] c,
            int co,
            int ldc) {
        int lanes = sizes.lanes();
        int groups = sizes.columnGroups(n);
        int total = (n + lanes - 1) / lanes;
        boolean farB = m >= SHARING_ROWS && (long) depth * ldb > FAR_B;
        int packedFor = 0;
        for (int g = 0, j = 0; g < groups; g++) {
            int vectors = total / groups + (g < total % groups ? 1 : 0);
            int width = Math.min(vectors * lanes, n - j);
            boolean ragged = width < vectors * lanes;
            double[] from = b;
            int at = tb ? bo + j * ldb : bo + j;
            int stride = ldb;
            if (tb || ragged || farB && ldb > width) {
                Scratch own = scratch.get();
                stride = vectors * lanes;
                from = own.b();
                if (tb) {
                    packTransposed(b, at, ldb, width, depth, from, stride);
                } else {
                    pack(b, at, ldb, width, depth, from, stride);
                }
                at = FIRST;
            }
            int cap = sizes.rows(vectors);
            int count = (m + cap - 1) / cap;
            int low = m / count;
            int higher = m % count;
            double[] left = a;
            if (packA) {
                Scratch own = scratch.get();
                left = own.a(ROW_BLOCK * DEPTH);
                if (packedFor != count) {
                    packRows(a, ao, ars, acs, depth, low, higher, count, left);
                    packedFor = count;
                }
            }
            for (int t = 0, i = 0; t < count; t++) {
                int rows = t < higher ? low + 1 : low;
                DoubleTile tile = tile(rows, vectors, accumulate);
                int leftAt = packA ? i * depth : ao + i * ars;
                int leftRow = packA ? 1 : ars;
                int leftColumn = packA ? rows : acs;
                int to = co + i * ldc + j;
                if (ragged) {
                    int padded = vectors * lanes;
                    double[] edge = scratch.get().c(rows * padded);
                    if (accumulate) {
                        copy(c, to, ldc, edge, 0, padded, rows, width);
                    }
                    tile.run(left, leftAt, leftRow, leftColumn, from, at, stride, edge, 0, padded, depth);
                    copy(edge, 0, padded, c, to, ldc, rows, width);
                } else {
                    tile.run(left, leftAt, leftRow, leftColumn, from, at, stride, c, to, ldc, depth);
                }
                i += rows;
            }
            j += width;
        }
    }

    private static void pack(double[] b, int bo, int ldb, int width, int depth, double[] to, int stride) {
        for (int p = 0; p < depth; p++) {
            int from = bo + p * ldb;
            int at = FIRST + p * stride;
            if (width == stride) {
                System.arraycopy(b, from, to, at, width);
                continue;
            }
            for (int j = 0; j < width; j++) {
                to[at + j] = b[from + j];
            }
            for (int j = width; j < stride; j++) {
                to[at + j] = 0;
            }
        }
    }

    private void packTransposed(double[] b, int bo, int ldb, int width, int depth, double[] to, int stride) {
        int lanes = sizes.lanes();
        Packer<double[]> packer = depth < lanes ? null : transpose.get();
        int columns = packer == null ? 0 : width / lanes * lanes;
        int terms = depth / lanes * lanes;
        for (int j = 0; packer != null && j < columns; j += lanes) {
            packer.run(b, bo + j * ldb, ldb, to, FIRST + j, stride, depth / lanes);
        }
        if (terms < depth) {
            interleave(b, bo, ldb, 0, columns, terms, depth, to, stride);
        }
        interleave(b, bo, ldb, columns, width, 0, depth, to, stride);
        for (int j = width; j < stride; j++) {
            for (int p = 0; p < depth; p++) {
                to[FIRST + p * stride + j] = 0;
            }
        }
    }

    /** {@link #packTransposed} in scalar code, for columns from {@code j} and terms from {@code first}. */
    private static void interleave(
            double[] b, int bo, int ldb, int j, int width, int first, int depth, double[] to, int stride) {
        for (; j + 7 < width; j += 8) {
            int from = bo + j * ldb + first;
            int at = FIRST + first * stride + j;
            for (int p = first; p < depth; p++, from++, at += stride) {
                to[at] = b[from];
                to[at + 1] = b[from + ldb];
                to[at + 2] = b[from + 2 * ldb];
                to[at + 3] = b[from + 3 * ldb];
                to[at + 4] = b[from + 4 * ldb];
                to[at + 5] = b[from + 5 * ldb];
                to[at + 6] = b[from + 6 * ldb];
                to[at + 7] = b[from + 7 * ldb];
            }
        }
        for (; j < width; j++) {
            for (int p = first; p < depth; p++) {
                to[FIRST + p * stride + j] = b[bo + j * ldb + p];
            }
        }
    }

    private static void packRows(
            double[] a, int ao, int ars, int acs, int depth, int low, int higher, int count, double[] to) {
        int at = 0;
        for (int t = 0, i = 0; t < count; t++) {
            int rows = t < higher ? low + 1 : low;
            for (int p = 0; p < depth; p++) {
                int from = ao + i * ars + p * acs;
                for (int r = 0; r < rows; r++) {
                    to[at++] = a[from + r * ars];
                }
            }
            i += rows;
        }
    }

    private static void copy(double[] from, int fo, int fs, double[] to, int at, int ts, int rows, int width) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j++) {
                to[at + r * ts + j] = from[fo + r * fs + j];
            }
        }
    }

    /** {@code c[i·cs] ← Σ_p a[i, p]·x[p]} for contiguous rows of A. */
    private void dots(
            int m,
            int k,
            double[] a,
            int ao,
            int lda,
            double[] x,
            int xo,
            boolean accumulate,
            double[] c,
            int co,
            int cs) {
        int lanes = sizes.lanes();
        int whole = k / lanes;
        double[] sums = scratch.get().c(DOTS * lanes);
        for (int i = 0; i < m; i += DOTS) {
            int rows = Math.min(DOTS, m - i);
            if (whole > 0) {
                dotTile(rows).run(a, ao + i * lda, lda, lanes, x, xo, lanes, sums, 0, lanes, whole);
            }
            for (int r = 0; r < rows; r++) {
                double sum = whole > 0 ? sums[r] : 0;
                for (int p = whole * lanes; p < k; p++) {
                    sum = Math.fma(a[ao + (i + r) * lda + p], x[xo + p], sum);
                }
                int at = co + (i + r) * cs;
                c[at] = accumulate ? c[at] + sum : sum;
            }
        }
    }

    private DoubleTile tile(int rows, int vectors, boolean continuing) {
        int index = 2 * (rows * (sizes.vectors() + 1) + vectors) + (continuing ? 1 : 0);
        DoubleTile tile = tiles.get(index);
        return tile != null ? tile : newTile(index, rows, vectors, continuing);
    }

    private DoubleTile newTile(int index, int rows, int vectors, boolean continuing) {
        int columns = vectors * sizes.lanes();
        DoubleTile scalar = new ScalarDoubleTile(rows, columns, continuing);
        if (tiles.compareAndSet(index, null, scalar)) {
            warmUp.add(new Warm(
                    () -> TileAssembler.doubles(sizes.lanes(), rows, vectors, continuing),
                    tiles,
                    index,
                    rows,
                    columns,
                    1));
        }
        return scalar;
    }

    private DoubleTile dotTile(int rows) {
        DoubleTile tile = dots.get(rows);
        return tile != null ? tile : newDotTile(rows);
    }

    private DoubleTile newDotTile(int rows) {
        int lanes = sizes.lanes();
        DoubleTile scalar = new ScalarDoubleTile.Dots(lanes, rows);
        if (dots.compareAndSet(rows, null, scalar)) {
            warmUp.add(new Warm(() -> TileAssembler.doubleDots(lanes, rows), dots, rows, rows, lanes, lanes));
        }
        return scalar;
    }

    /** Tiles that scalar code still stands in for. */
    int cold() {
        return warmUp.open();
    }

    /** A tile on its way to being compiled; {@code step} is how far apart the elements of A are that follow each other. */
    private static final class Warm extends TileWarmUp.Candidate {
        private final Supplier<DoubleTile> assemble;
        private final AtomicReferenceArray<@Nullable DoubleTile> home;
        private final int index;
        private final int rows;
        private final int columns;
        private final int step;
        private final double[] a;
        private final double[] b;
        private final double[] c;
        private @Nullable DoubleTile tile;

        Warm(
                Supplier<DoubleTile> assemble,
                AtomicReferenceArray<@Nullable DoubleTile> home,
                int index,
                int rows,
                int columns,
                int step) {
            super(2.0 * rows * columns * WARM_UP_DEPTH);
            this.assemble = assemble;
            this.home = home;
            this.index = index;
            this.rows = rows;
            this.columns = columns;
            this.step = step;
            this.a = new double[rows * WARM_UP_DEPTH * step];
            this.b = new double[WARM_UP_DEPTH * columns];
            this.c = new double[rows * columns];
        }

        @Override
        void call() {
            DoubleTile warm = tile;
            if (warm == null) {
                warm = assemble.get();
                tile = warm;
            }
            warm.run(a, 0, WARM_UP_DEPTH * step, step, b, 0, columns, c, 0, columns, WARM_UP_DEPTH);
        }

        @Override
        void publish() {
            home.set(index, tile);
        }
    }

    /** Panels of one thread, grown to what it has needed. */
    private static final class Scratch {
        private double[] a = new double[0];
        private double[] b = new double[0];
        private double[] c = new double[0];
        private double[] turned = new double[0];

        double[] a(int size) {
            return a.length >= size ? a : (a = new double[size]);
        }

        double[] b() {
            return b.length > 0 ? b : (b = new double[CacheLines.large(DType.FLOAT64)]);
        }

        double[] c(int size) {
            return c.length >= size ? c : (c = new double[size]);
        }

        double[] turned(int size) {
            return turned.length >= size ? turned : (turned = new double[size]);
        }
    }
}
