package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.internal.product.RegisterTiles;

/**
 * Sums in register tiles: the planes are read where they lie, at their shifts, and nothing is laid out.
 *
 * <p>{@link #sum} has either neighbouring outputs or neighbouring positions in the lanes of its vectors, whichever wastes fewer
 * of them. With outputs in the lanes every position has its own row of a tile, so rows of positions begin where they like and
 * skip the padding above and below; the result is transposed on its way out. With positions in the lanes, all of them are
 * computed in one piece, those between the rows included.
 *
 * <p>{@link #outer} has outputs in the lanes and terms in the rows: the taps of one row of the kernel read neighbours.
 */
final class TiledPlaneProducts<A> implements PlaneProducts<A> {

    /** What it costs to transpose a result, in terms of its sum. */
    private static final double TRANSPOSING = 20;

    /** What it costs to copy a result, in terms of its sum. */
    private static final double COPYING = 8;

    private final RegisterTiles<A> tiles;
    private final Moves<A> moves;

    TiledPlaneProducts(RegisterTiles<A> tiles, Moves<A> moves) {
        this.tiles = tiles;
        this.moves = moves;
    }

    @Override
    public int lanes() {
        return tiles.lanes();
    }

    private boolean outputsInLanes(PlaneSums sums) {
        double wasted = Extents.roundUp(sums.outputs(), lanes()) / (double) sums.outputs();
        double byOutputs =
                wasted * sums.termsOfARow() * tiles.costOfOutputsInLanes(sums.outputs(), sums.columns()) + TRANSPOSING;
        wasted = Extents.roundUp(sums.positions(), lanes()) / ((double) sums.rows() * sums.columns());
        double byPositions = wasted * sums.terms() + COPYING;
        return byOutputs <= byPositions;
    }

    @Override
    public int[] arrangement(PlaneSums sums) {
        return outputsInLanes(sums)
                ? tiles.panels(sums.outputs(), sums.terms())
                : tiles.strips(sums.outputs(), sums.terms());
    }

    @Override
    public int workspace(PlaneSums sums) {
        return outputsInLanes(sums)
                ? Math.multiplyExact(
                        Math.multiplyExact(sums.rows(), sums.columns()), Extents.roundUp(sums.outputs(), lanes()))
                : Math.multiplyExact(sums.outputs(), Extents.roundUp(sums.positions(), lanes()));
    }

    @Override
    public void sum(
            PlaneSums sums,
            A w,
            int wo,
            A x,
            int xo,
            A y,
            int yo,
            int yPlane,
            int yPitch,
            int yStep,
            A workspace,
            int workspaceOffset) {
        if (outputsInLanes(sums)) {
            int ld = Extents.roundUp(sums.outputs(), lanes());
            zero(workspace, workspaceOffset, workspaceOffset + sums.rows() * sums.columns() * ld);
            tiles.outputsInLanes(
                    sums.outputs(),
                    sums.rows(),
                    sums.columns(),
                    sums.pitch(),
                    x,
                    xo,
                    sums.shifts(),
                    sums.first(),
                    sums.end(),
                    w,
                    wo,
                    workspace,
                    workspaceOffset,
                    ld);
            transposed(sums, workspace, workspaceOffset, ld, y, yo, yPlane, yPitch, yStep);
        } else {
            int ld = Extents.roundUp(sums.positions(), lanes());
            tiles.positionsInLanes(
                    sums.outputs(), ld / lanes(), x, xo, sums.shifts(), w, wo, workspace, workspaceOffset, ld);
            sums.takeOut(this, workspace, workspaceOffset, ld, y, yo, yPlane, yPitch, yStep);
        }
    }

    /** Results {@code [position, output]} to where they belong. */
    private void transposed(
            PlaneSums sums, A from, int offset, int ld, A y, int yo, int yPlane, int yPitch, int yStep) {
        int outputs = sums.outputs();
        int columns = sums.columns();
        if (yStep == 1 && (yPitch == columns || sums.rows() == 1)) {
            transpose(from, offset, ld, sums.rows() * columns, y, yo, yPlane, outputs);
            return;
        }
        for (int i = 0; i < sums.rows(); i++) {
            int row = offset + i * columns * ld;
            int to = yo + i * yPitch;
            if (yStep == 1) {
                transpose(from, row, ld, columns, y, to, yPlane, outputs);
            } else {
                for (int o = 0; o < outputs; o++) {
                    copy(from, row + o, ld, y, to + o * yPlane, yStep, columns);
                }
            }
        }
    }

    @Override
    public int workspace(PlaneTaps taps, int ld, int positions) {
        return 0;
    }

    @Override
    public void outer(
            PlaneTaps taps,
            int columns,
            int positions,
            A x,
            int xo,
            A t,
            int to,
            int ld,
            A d,
            int offset,
            A workspace,
            int workspaceOffset) {
        tiles.termsInRows(taps.shifts(), taps.run(), positions, x, xo, t, to, ld, d, offset);
    }

    @Override
    public void copy(A from, int f, int fStep, A to, int t, int tStep, int n) {
        moves.copy(from, f, fStep, to, t, tStep, n);
    }

    @Override
    public void copyRows(A from, int f, int fPitch, A to, int t, int tPitch, int rows, int n) {
        if (!tiles.copyRows(from, f, fPitch, to, t, tPitch, rows, n)) {
            moves.copyRows(from, f, fPitch, to, t, tPitch, rows, n);
        }
    }

    @Override
    public void transpose(A from, int f, int fStep, int rows, A to, int t, int tStep, int n) {
        if (!tiles.transpose(from, f, fStep, rows, to, t, tStep, n)) {
            moves.transpose(from, f, fStep, rows, to, t, tStep, n);
        }
    }

    @Override
    public void permute(A from, int f, A to, int t, int[] index) {
        moves.permute(from, f, to, t, index);
    }

    @Override
    public void add(A from, int f, A to, int t, int n) {
        moves.add(from, f, to, t, n);
    }

    @Override
    public void zero(A a, int from, int to) {
        moves.zero(a, from, to);
    }
}
