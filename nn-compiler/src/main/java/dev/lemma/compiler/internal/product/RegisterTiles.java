package dev.lemma.compiler.internal.product;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums and transpositions by register tiles, for kernels that choose their own order: stateless but for the tiles
 * compiled so far, safe from several threads at once, on the caller's thread. Until a tile is compiled, scalar code with the same
 * bits does its work. One set for each type of numbers in the whole process.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class RegisterTiles<A> {
    /** Vectors of outputs side by side in a tile with outputs in the lanes. */
    private static final int PANEL = 2;

    /** Vectors of positions for which all outputs are computed before the next: what they read stays in the first cache. */
    private static final int FEW_POSITIONS = 32;

    /** Terms of a panel of weights that stay in the first cache while all positions pass by. */
    private static final int FEW_TERMS = 192;

    /** Most positions, or outputs, in the rows of a tile. */
    private static final int MOST_ROWS = 14;

    /** Most runs of terms in a tile: each needs an address. */
    private static final int MOST_RUNS = 8;

    /** Vectors of the longest row that is not left to the copying of the virtual machine. */
    private static final int MOST_COPIED = 4;

    private static final int WARM_UP_TERMS = 26;

    private final boolean wide;
    private final int lanes;
    private final int accumulators;
    private final int vectorsOfPositions;
    private final AtomicReferenceArray<@Nullable ShiftTile<A>> byOutputs =
            new AtomicReferenceArray<>(3 * (MOST_ROWS + 1));
    private final AtomicReferenceArray<@Nullable ShiftTile<A>> byPositions =
            new AtomicReferenceArray<>(4 * (MOST_ROWS + 1));
    private final AtomicReferenceArray<@Nullable ShiftTile<A>> byTerms =
            new AtomicReferenceArray<>((MOST_RUNS + 1) * (MOST_ROWS + 1) * (PANEL + 1));
    private final TileWarmUp warmUp = new TileWarmUp();
    private final WarmingPacker<A> copying;
    private final WarmingPacker<A> transposing;

    private static final class Floats {
        static final RegisterTiles<float[]> TILES =
                new RegisterTiles<>(false, TileSizes.of(VectorModule.bits(), Float.SIZE));
    }

    private static final class Doubles {
        static final RegisterTiles<double[]> TILES =
                new RegisterTiles<>(true, TileSizes.of(VectorModule.bits(), Double.SIZE));
    }

    private RegisterTiles(boolean wide, TileSizes sizes) {
        this.wide = wide;
        lanes = sizes.lanes();
        boolean manyRegisters = sizes.accumulators() >= 24;
        // Operands take one register for each vector and one more.
        accumulators = manyRegisters ? MOST_ROWS * PANEL : sizes.accumulators();
        vectorsOfPositions = manyRegisters ? 3 : 2;
        Class<?> number = wide ? double.class : float.class;
        copying = new WarmingPacker<>(warmUp, number, lanes, () -> PackAssembler.copy(wide, lanes, 1), lanes, 1);
        transposing =
                new WarmingPacker<>(warmUp, number, lanes, () -> PackAssembler.transpose(wide, lanes), lanes, lanes);
    }

    /** float32. The Vector API must be there. */
    public static RegisterTiles<float[]> floats() {
        return Floats.TILES;
    }

    /** float64. The Vector API must be there. */
    public static RegisterTiles<double[]> doubles() {
        return Doubles.TILES;
    }

    /** Numbers in a vector. */
    public int lanes() {
        return lanes;
    }

    private int vectors(int outputs) {
        return (outputs + lanes - 1) / lanes;
    }

    /**
     * The order of the weights for {@link #outputsInLanes}: number {@code i} is number {@code panels[i]} of the row-major matrix
     * {@code [outputs, terms]}. A panel holds two vectors of outputs for each term, a last one perhaps one; missing outputs
     * repeat the last.
     */
    public int[] panels(int outputs, int terms) {
        int[] order = new int[Math.multiplyExact(vectors(outputs) * lanes, terms)];
        int at = 0;
        for (int from = 0; from < outputs; from += PANEL * lanes) {
            int width = Math.min(PANEL, vectors(outputs - from)) * lanes;
            for (int k = 0; k < terms; k++) {
                for (int o = from; o < from + width; o++) {
                    order[at++] = Math.min(o, outputs - 1) * terms + k;
                }
            }
        }
        return order;
    }

    /**
     * {@code c[co + (i·columns + j)·ldc + o] += Σ_k w[o, k]·x[xo + i·pitch + j + shifts[k]]}, {@code first[i] ≤ k < end[i]}, for
     * {@code o < outputs}, with the weights in the order of {@link #panels}. {@code ldc} is {@code outputs} rounded up to whole
     * vectors.
     */
    public void outputsInLanes(
            int outputs,
            int rows,
            int columns,
            int pitch,
            A x,
            int xo,
            int[] shifts,
            int[] first,
            int[] end,
            A w,
            int wo,
            A c,
            int co,
            int ldc) {
        int count = tilesOfARow(outputs, columns);
        int low = columns / count;
        int higher = columns % count;
        for (int from = 0; from < ldc; from += PANEL * lanes) {
            int vectors = Math.min(PANEL, (ldc - from) / lanes);
            int panel = wo + from * shifts.length;
            for (int block = 0; block < shifts.length; block += FEW_TERMS) {
                for (int i = 0; i < rows; i++) {
                    int start = Math.max(first[i], block);
                    int stop = Math.min(end[i], block + FEW_TERMS);
                    int at = xo + i * pitch;
                    int to = co + i * columns * ldc + from;
                    for (int t = 0; t < count && start < stop; t++) {
                        int positions = t < higher ? low + 1 : low;
                        outputs(positions, vectors).run(x, at, shifts, start, w, panel, stop, c, to, ldc);
                        at += positions;
                        to += positions * ldc;
                    }
                }
            }
        }
    }

    private int tilesOfARow(int outputs, int columns) {
        int most = Math.min(MOST_ROWS, accumulators / Math.min(PANEL, vectors(outputs)));
        return (columns + most - 1) / most;
    }

    /**
     * What an operation of {@link #outputsInLanes} costs in those of {@link #positionsInLanes}, about: the fewer sums a tile
     * holds, the more numbers it loads for each operation.
     */
    public double costOfOutputsInLanes(int outputs, int columns) {
        if (outputs <= lanes) {
            return 1.3;
        }
        return PANEL * (columns / tilesOfARow(outputs, columns)) >= 0.9 * accumulators ? 1.1 : 1.25;
    }

    private int strip() {
        return Math.min(8, accumulators / vectorsOfPositions);
    }

    /**
     * The order of the weights for {@link #positionsInLanes}: number {@code i} is number {@code strips[i]} of the row-major matrix
     * {@code [outputs, terms]}. Strips hold about equally many outputs, term by term.
     */
    public int[] strips(int outputs, int terms) {
        int[] order = new int[Math.multiplyExact(outputs, terms)];
        int count = (outputs + strip() - 1) / strip();
        int at = 0;
        for (int s = 0, from = 0; s < count; s++) {
            int height = s < outputs % count ? outputs / count + 1 : outputs / count;
            for (int k = 0; k < terms; k++) {
                for (int o = from; o < from + height; o++) {
                    order[at++] = o * terms + k;
                }
            }
            from += height;
        }
        return order;
    }

    /**
     * {@code c[co + o·ldc + p] ← Σ_k w[o, k]·x[xo + p + shifts[k]]} for {@code o < outputs} and {@code p} in so many vectors of
     * positions, with the weights in the order of {@link #strips}.
     */
    public void positionsInLanes(
            int outputs, int vectors, A x, int xo, int[] shifts, A w, int wo, A c, int co, int ldc) {
        int terms = shifts.length;
        int count = (outputs + strip() - 1) / strip();
        for (int panel = 0; panel < vectors; panel += FEW_POSITIONS) {
            int end = Math.min(vectors, panel + FEW_POSITIONS);
            int groups = (end - panel + vectorsOfPositions - 1) / vectorsOfPositions;
            for (int s = 0, from = 0; s < count; s++) {
                int height = s < outputs % count ? outputs / count + 1 : outputs / count;
                for (int g = 0, v = panel; g < groups; g++) {
                    int width = (end - panel) / groups + (g < (end - panel) % groups ? 1 : 0);
                    int at = v * lanes;
                    positions(height, width)
                            .run(x, xo + at, shifts, 0, w, wo + from * terms, terms, c, co + from * ldc + at, ldc);
                    v += width;
                }
                from += height;
            }
        }
    }

    /**
     * {@code c[co + k·ld + o] += Σ_p x[xo + shifts[k] + p]·t[to + p·ld + o]}, {@code p < positions}, for all terms {@code k} and
     * {@code o < ld}, a multiple of {@link #lanes}. Terms come in runs: {@code shifts[k + 1] = shifts[k] + 1} unless {@code run}
     * divides {@code k + 1}.
     */
    public void termsInRows(int[] shifts, int run, int positions, A x, int xo, A t, int to, int ld, A c, int co) {
        int together = run <= longestRun() ? run : 1;
        int all = shifts.length / together;
        for (int from = 0; from < ld; from += PANEL * lanes) {
            int vectors = Math.min(PANEL, (ld - from) / lanes);
            int most = Math.min(MOST_RUNS, Math.min(MOST_ROWS, accumulators / vectors) / together);
            int count = (all + most - 1) / most;
            int term = 0;
            for (int i = 0; i < count; i++) {
                int runs = i < all % count ? all / count + 1 : all / count;
                terms(runs, together, vectors)
                        .run(x, xo, shifts, term, t, to + from, positions, c, co + term * ld + from, ld);
                term += runs * together;
            }
        }
    }

    private int longestRun() {
        return Math.min(MOST_ROWS, accumulators / PANEL);
    }

    /**
     * {@code to[t + r·tPitch + i] ← from[f + r·fPitch + i]}, {@code i < n}, {@code r < rows}, for rows of a few vectors, or
     * shorter ones that follow each other in the target; false if nothing was done.
     */
    public boolean copyRows(A from, int f, int fPitch, A to, int t, int tPitch, int rows, int n) {
        boolean shorter = n < lanes && tPitch == n && fPitch >= n;
        if (n > MOST_COPIED * lanes || n < lanes && !shorter) {
            return false;
        }
        // A short row's vector reaches into rows that are written after it, or must not be used.
        int whole = shorter ? rows - (lanes + n - 1) / n : rows;
        Packer<A> packer = whole > 0 ? copying.get() : null;
        if (packer == null) {
            return false;
        }
        if (shorter) {
            packer.run(from, f, fPitch, to, t, tPitch, whole);
            for (int r = whole; r < rows; r++) {
                System.arraycopy(from, f + r * fPitch, to, t + r * tPitch, n);
            }
            return true;
        }
        for (int next = 0; next < n; next += lanes) {
            int i = Math.min(next, n - lanes);
            packer.run(from, f + i, fPitch, to, t + i, tPitch, rows);
        }
        return true;
    }

    /**
     * {@code to[t + i·tStep + r] ← from[f + r·fStep + i]}, {@code i < n}, {@code r < rows}, both at least {@link #lanes}; false if
     * nothing was done.
     */
    public boolean transpose(A from, int f, int fStep, int rows, A to, int t, int tStep, int n) {
        Packer<A> packer = rows >= lanes && n >= lanes ? transposing.get() : null;
        if (packer == null) {
            return false;
        }
        for (int next = 0; next < rows; next += lanes) {
            // The last square overlaps the one before it rather than stand out.
            int r = Math.min(next, rows - lanes);
            packer.run(from, f + r * fStep, fStep, to, t + r, tStep, n / lanes);
            if (n % lanes != 0) {
                packer.run(from, f + r * fStep + n - lanes, fStep, to, t + (n - lanes) * tStep + r, tStep, 1);
            }
        }
        return true;
    }

    private ShiftTile<A> outputs(int positions, int vectors) {
        int index = vectors * (MOST_ROWS + 1) - positions;
        ShiftTile<A> tile = byOutputs.get(index);
        return tile != null
                ? tile
                : newTile(
                        byOutputs,
                        index,
                        positions,
                        vectors,
                        wide
                                ? new ScalarDoubleTile.Shifted(positions, vectors * lanes, true)
                                : new ScalarFloatTile.Shifted(positions, vectors * lanes, true),
                        () -> TileAssembler.outputsInLanes(wide, lanes, positions, vectors));
    }

    private ShiftTile<A> positions(int outputs, int vectors) {
        int index = vectors * (MOST_ROWS + 1) - outputs;
        ShiftTile<A> tile = byPositions.get(index);
        return tile != null
                ? tile
                : newTile(
                        byPositions,
                        index,
                        outputs,
                        vectors,
                        wide
                                ? new ScalarDoubleTile.Shifted(outputs, vectors * lanes, false)
                                : new ScalarFloatTile.Shifted(outputs, vectors * lanes, false),
                        () -> TileAssembler.positionsInLanes(wide, lanes, outputs, vectors));
    }

    private ShiftTile<A> terms(int runs, int run, int vectors) {
        int index = (runs * (MOST_ROWS + 1) + run) * (PANEL + 1) + vectors;
        ShiftTile<A> tile = byTerms.get(index);
        return tile != null
                ? tile
                : newTile(
                        byTerms,
                        index,
                        runs * run,
                        vectors,
                        wide
                                ? new ScalarDoubleTile.Terms(runs * run, run, vectors * lanes)
                                : new ScalarFloatTile.Terms(runs * run, run, vectors * lanes),
                        () -> TileAssembler.termsInRows(wide, lanes, runs, run, vectors));
    }

    /** The scalar tile, until the other is compiled. */
    @SuppressWarnings("unchecked")
    private ShiftTile<A> newTile(
            AtomicReferenceArray<@Nullable ShiftTile<A>> home,
            int index,
            int rows,
            int vectors,
            ShiftTile<?> scalar,
            Supplier<ShiftTile<A>> assemble) {
        ShiftTile<A> standIn = (ShiftTile<A>) scalar;
        if (home.compareAndSet(index, null, standIn)) {
            warmUp.add(new Warm(home, index, rows, vectors * lanes, assemble));
        }
        return standIn;
    }

    /** A tile on its way to being compiled. */
    private final class Warm extends TileWarmUp.Candidate {
        private final AtomicReferenceArray<@Nullable ShiftTile<A>> home;
        private final int index;
        private final int columns;
        private final Supplier<ShiftTile<A>> assemble;
        private final int[] shifts = new int[WARM_UP_TERMS];
        private final A x;
        private final A w;
        private final A c;
        private @Nullable ShiftTile<A> tile;

        Warm(
                AtomicReferenceArray<@Nullable ShiftTile<A>> home,
                int index,
                int rows,
                int columns,
                Supplier<ShiftTile<A>> assemble) {
            super(2.0 * rows * columns * WARM_UP_TERMS);
            this.home = home;
            this.index = index;
            this.columns = columns;
            this.assemble = assemble;
            for (int k = 0; k < WARM_UP_TERMS; k++) {
                shifts[k] = k;
            }
            x = numbers(2 * WARM_UP_TERMS + Math.max(rows, columns));
            w = numbers(WARM_UP_TERMS * Math.max(rows, columns));
            c = numbers(rows * columns);
        }

        @SuppressWarnings("unchecked")
        private A numbers(int n) {
            return (A) (wide ? new double[n] : new float[n]);
        }

        @Override
        void call() {
            ShiftTile<A> warm = tile;
            if (warm == null) {
                warm = assemble.get();
                tile = warm;
            }
            warm.run(x, 0, shifts, 0, w, 0, WARM_UP_TERMS, c, 0, columns);
        }

        @Override
        void publish() {
            home.set(index, tile);
        }
    }
}
