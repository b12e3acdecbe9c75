package dev.lemma.compiler.internal.product;

import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.blas.Blas;
import dev.lemma.compiler.internal.blas.GemmShape;
import dev.lemma.compiler.primitive.MatrixProducts;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products of compiled programs: {@code C ← op(A)·op(B)} or {@code C ← C + op(A)·op(B)}, with {@code op(X) = X} or
 * {@code Xᵀ}, on row-major heap arrays.
 *
 * <p>{@code op(A)} is {@code m × k}, {@code op(B)} is {@code k × n}; any of the three may be 0 (an empty sum is 0). Cost:
 * {@code 2mnk} operations. A product takes one of these routes, by its shape alone:
 * <ul>
 *   <li>register tiles in vector instructions ({@code jdk.incubator.vector} present, product small, or no native library):
 *       each element of C is one chain of fused multiply-adds in the order of p, starting from C or zero (dot products, for
 *       {@code n = 1} and for few rows against a transposed B, have a chain for each vector lane, added pairwise);
 *   <li>packed panels in vector instructions (module present; from some million operations if there is no native library, from
 *       a thousand million if it is OpenBLAS), with the same chains;
 *   <li>{@link Blas#best()}, cut into panels of rows or columns for the team;
 *   <li>without the module, plain loops for the smallest.
 * </ul>
 *
 * <p>The panels depend on the shape and on {@link #panels}: one thread and two give the same bits. The native library is not loaded
 * before a product needs it. Calls allocate nothing once the calling thread's scratch panels have grown; they are safe from
 * several threads at once (the team then serves one of them).
 */
public final class Products implements MatrixProducts {
    /** Panels end on multiples of this many rows or columns. */
    private static final int GRAIN = 64;

    /** Below this many operations (2mnk) a product is not worth waking another thread. */
    private static final double SMALLEST_SHARED = 1 << 21;

    /** Smaller products are cut into two panels for any team. */
    private static final double LARGEST_IN_TWO = 1.5e8;

    /** Above this a native library that works in place is faster than tiles. */
    private static final double LARGEST_TILED = 1 << 20;

    /**
     * The same for a library that works on copies (JDKs before 22). Tiles stay level with it far beyond when they are warm, but
     * take thousands of calls to get there.
     */
    private static final double LARGEST_TILED_BEFORE_COPIES = 1 << 22;

    /**
     * From here packed panels replace OpenBLAS (MKL runs at their speed). Once compiled they are faster by a tenth to a third,
     * for much smaller products too; but compiling takes seconds, in which they run at a fifth of their speed, and only long
     * programs win that back.
     */
    private static final double SMALLEST_PANELLED = 1 << 30;

    /** The same where there is no native library. */
    private static final double SMALLEST_PANELLED_ALONE = 1 << 23;

    /** Fewer rows or columns, or terms, do not pay for the packing. */
    private static final int SMALLEST_PANELLED_SIDE = 48;

    /** Fewer rows or columns leave most lanes of a tile empty. */
    private static final int FEW = 16;

    /** Without tiles: up to here plain loops, which need no native library; this one is for a library that works in place. */
    private static final double LARGEST_PLAIN = 1 << 9;

    /** The same for one that works on copies. */
    private static final double LARGEST_PLAIN_BEFORE_COPIES = 1 << 13;

    /** In float32, inner axes longer than this are cut into pieces whose products are added in float64. */
    private static final int LONGEST_INNER = 1 << 13;

    /** Their length: rounding grows with it. */
    private static final int PIECE = 128;

    private final Team team;
    private final @Nullable FloatTiles floatTiles;
    private final @Nullable DoubleTiles doubleTiles;
    private final @Nullable FloatPanels floatPanels;
    private final @Nullable DoublePanels doublePanels;
    private final ThreadLocal<Job> jobs = ThreadLocal.withInitial(Job::new);

    private Products(Team team, boolean vectors) {
        this.team = team;
        this.floatTiles = vectors ? FloatTiles.preferred() : null;
        this.doubleTiles = vectors ? DoubleTiles.preferred() : null;
        this.floatPanels = vectors ? FloatPanels.preferred() : null;
        this.doublePanels = vectors ? DoublePanels.preferred() : null;
    }

    /** Products whose panels are shared by the team; vector instructions where the module is present. */
    public static Products of(Team team) {
        return new Products(team, VectorModule.present());
    }

    /** Products that never use the vector module, as if it were absent. */
    public static Products withoutVectors(Team team) {
        return new Products(team, false);
    }

    /**
     * Panels of a large product. Each packs (or copies) the operand they share once more, so there are as few as keep the team
     * busy: two for teams of one and of two threads, and otherwise the least power of two that gives every thread one.
     */
    public int panels() {
        return Math.max(2, Integer.highestOneBit(2 * team.threads() - 1));
    }

    /** Whether small products run in vector instructions. */
    public boolean vectorized() {
        return floatTiles != null;
    }

    /** Contiguous operands: {@code lda} is the number of columns of the stored A, and so on. */
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            boolean accumulate,
            float[] c,
            int cOffset) {
        int lda = transposeA ? m : k;
        int ldb = transposeB ? k : n;
        multiply(transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, n);
    }

    /**
     * {@code C ← op(A)·op(B)}, or {@code C + op(A)·op(B)} if {@code accumulate}, in float32. C must not overlap A or B.
     *
     * @throws IllegalArgumentException if an operand does not fit its array, before anything is written
     */
    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            boolean accumulate,
            float[] c,
            int cOffset,
            int ldc) {
        GemmShape.check(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.length,
                aOffset,
                lda,
                b.length,
                bOffset,
                ldb,
                c.length,
                cOffset,
                ldc);
        if (k > LONGEST_INNER) {
            inPieces(transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
            return;
        }
        double operations = 2.0 * m * n * k;
        if (operations < SMALLEST_SHARED) {
            panel(
                    operations,
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    a,
                    aOffset,
                    lda,
                    b,
                    bOffset,
                    ldb,
                    accumulate,
                    c,
                    cOffset,
                    ldc);
            return;
        }
        Job job = jobs.get();
        job.floats(transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
        job.share(operations);
    }

    private void inPieces(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            boolean accumulate,
            float[] c,
            int co,
            int ldc) {
        float[] piece = new float[m * n];
        double[] sum = new double[m * n];
        for (int from = 0; from < k; from += PIECE) {
            int length = Math.min(PIECE, k - from);
            int aFrom = ao + (ta ? from * lda : from);
            int bFrom = bo + (tb ? from : from * ldb);
            multiply(ta, tb, m, n, length, a, aFrom, lda, b, bFrom, ldb, false, piece, 0, n);
            for (int i = 0; i < piece.length; i++) {
                sum[i] += piece[i];
            }
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = co + i * ldc + j;
                c[at] = (float) (accumulate ? c[at] + sum[i * n + j] : sum[i * n + j]);
            }
        }
    }

    /** Contiguous operands; see the float32 form. */
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            boolean accumulate,
            double[] c,
            int cOffset) {
        int lda = transposeA ? m : k;
        int ldb = transposeB ? k : n;
        multiply(transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, n);
    }

    /** {@code C ← op(A)·op(B)} (or added to C) in float64; see the float32 form. */
    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int lda,
            double[] b,
            int bOffset,
            int ldb,
            boolean accumulate,
            double[] c,
            int cOffset,
            int ldc) {
        GemmShape.check(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.length,
                aOffset,
                lda,
                b.length,
                bOffset,
                ldb,
                c.length,
                cOffset,
                ldc);
        double operations = 2.0 * m * n * k;
        if (operations < SMALLEST_SHARED) {
            panel(
                    operations,
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    a,
                    aOffset,
                    lda,
                    b,
                    bOffset,
                    ldb,
                    accumulate,
                    c,
                    cOffset,
                    ldc);
            return;
        }
        Job job = jobs.get();
        job.doubles(transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, accumulate, c, cOffset, ldc);
        job.share(operations);
    }

    private void panel(
            double operations,
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            boolean accumulate,
            float[] c,
            int co,
            int ldc) {
        FloatTiles tiles = floatTiles;
        FloatPanels panels = floatPanels;
        if (panels != null && panelled(operations, m, n, k)) {
            panels.multiply(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, accumulate, c, co, ldc);
        } else if (tiles != null && tiled(operations, m, n)) {
            tiles.multiply(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, accumulate, c, co, ldc);
        } else {
            blas(operations).gemm(ta, tb, m, n, k, 1, a, ao, lda, b, bo, ldb, accumulate ? 1 : 0, c, co, ldc);
        }
    }

    private void panel(
            double operations,
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
        DoubleTiles tiles = doubleTiles;
        DoublePanels panels = doublePanels;
        if (panels != null && panelled(operations, m, n, k)) {
            panels.multiply(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, accumulate, c, co, ldc);
        } else if (tiles != null && tiled(operations, m, n)) {
            tiles.multiply(ta, tb, m, n, k, a, ao, lda, b, bo, ldb, accumulate, c, co, ldc);
        } else {
            blas(operations).gemm(ta, tb, m, n, k, 1, a, ao, lda, b, bo, ldb, accumulate ? 1 : 0, c, co, ldc);
        }
    }

    private static boolean tiled(double operations, int m, int n) {
        // A matrix times a vector is bound by memory: a native product would only add its packing.
        return Math.min(m, n) == 1
                || operations <= (Math.min(m, n) < FEW ? LARGEST_TILED : largestTiled())
                || !Blas.best().isNative();
    }

    private static boolean panelled(double operations, int m, int n, int k) {
        return operations >= SMALLEST_PANELLED_ALONE
                && Math.min(Math.min(m, n), k) >= SMALLEST_PANELLED_SIDE
                && (!Blas.best().isNative()
                        || operations >= SMALLEST_PANELLED && !Blas.best().isMkl());
    }

    private static double largestTiled() {
        return worksInPlace() ? LARGEST_TILED : LARGEST_TILED_BEFORE_COPIES;
    }

    private static Blas blas(double operations) {
        double largestPlain = worksInPlace() ? LARGEST_PLAIN : LARGEST_PLAIN_BEFORE_COPIES;
        return operations <= largestPlain ? Blas.plain() : Blas.best();
    }

    /** Whether a native library, if there is one, works on the arrays themselves. */
    private static boolean worksInPlace() {
        return Runtime.version().feature() >= 22;
    }

    /** One product of one thread, cut into panels; kept, so that a call allocates nothing. */
    private final class Job implements IntConsumer {
        private double operations;
        private boolean byColumns;
        private int width;
        private boolean ta;
        private boolean tb;
        private int m;
        private int n;
        private int k;
        private int ao;
        private int lda;
        private int bo;
        private int ldb;
        private boolean accumulate;
        private int co;
        private int ldc;
        private float @Nullable [] floatA;
        private float @Nullable [] floatB;
        private float @Nullable [] floatC;
        private double @Nullable [] doubleA;
        private double @Nullable [] doubleB;
        private double @Nullable [] doubleC;

        void floats(
                boolean ta,
                boolean tb,
                int m,
                int n,
                int k,
                float[] a,
                int ao,
                int lda,
                float[] b,
                int bo,
                int ldb,
                boolean accumulate,
                float[] c,
                int co,
                int ldc) {
            shape(ta, tb, m, n, k, ao, lda, bo, ldb, accumulate, co, ldc);
            floatA = a;
            floatB = b;
            floatC = c;
        }

        void doubles(
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
            shape(ta, tb, m, n, k, ao, lda, bo, ldb, accumulate, co, ldc);
            doubleA = a;
            doubleB = b;
            doubleC = c;
        }

        private void shape(
                boolean ta,
                boolean tb,
                int m,
                int n,
                int k,
                int ao,
                int lda,
                int bo,
                int ldb,
                boolean accumulate,
                int co,
                int ldc) {
            this.ta = ta;
            this.tb = tb;
            this.m = m;
            this.n = n;
            this.k = k;
            this.ao = ao;
            this.lda = lda;
            this.bo = bo;
            this.ldb = ldb;
            this.accumulate = accumulate;
            this.co = co;
            this.ldc = ldc;
        }

        void share(double operations) {
            this.operations = operations;
            this.byColumns = n >= m;
            int size = byColumns ? n : m;
            int panels = operations < LARGEST_IN_TWO ? 2 : panels();
            int even = (size + panels - 1) / panels;
            this.width = (even + GRAIN - 1) / GRAIN * GRAIN;
            try {
                team.run((size + width - 1) / width, this);
            } finally {
                // A thread's scratch must not keep the arrays of a dropped program alive.
                floatA = floatB = floatC = null;
                doubleA = doubleB = doubleC = null;
            }
        }

        @Override
        public void accept(int panel) {
            int from = panel * width;
            int rows = byColumns ? m : Math.min(width, m - from);
            int columns = byColumns ? Math.min(width, n - from) : n;
            int a = byColumns ? ao : ta ? ao + from : ao + from * lda;
            int b = !byColumns ? bo : tb ? bo + from * ldb : bo + from;
            int c = byColumns ? co + from : co + from * ldc;
            if (floatA != null && floatB != null && floatC != null) {
                panel(operations, ta, tb, rows, columns, k, floatA, a, lda, floatB, b, ldb, accumulate, floatC, c, ldc);
            } else if (doubleA != null && doubleB != null && doubleC != null) {
                panel(
                        operations,
                        ta,
                        tb,
                        rows,
                        columns,
                        k,
                        doubleA,
                        a,
                        lda,
                        doubleB,
                        b,
                        ldb,
                        accumulate,
                        doubleC,
                        c,
                        ldc);
            }
        }
    }
}
