package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.internal.blas.Blas;
import java.util.Arrays;

/**
 * float32 sums by matrix products: the shifted planes are laid side by side, one row per term, each by one copy of contiguous
 * numbers, and multiplied by {@link Blas}.
 */
final class FloatPlaneProducts extends FloatMoves implements PlaneProducts<float[]> {

    /** Numbers of laid-out planes at a time: 512 KB of float32, the second-level cache of a small core. */
    private static final int PANEL = 1 << 17;

    private final Blas blas;

    FloatPlaneProducts(Blas blas) {
        this.blas = blas;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public int[] arrangement(PlaneSums sums) {
        int[] same = new int[Math.multiplyExact(sums.outputs(), sums.terms())];
        Arrays.setAll(same, i -> i);
        return same;
    }

    private static int panel(int terms, int positions) {
        return Math.min(positions, Math.max(64, PANEL / Math.max(1, terms)));
    }

    private static int laid(PlaneSums sums) {
        return sums.terms() * panel(sums.terms(), sums.positions());
    }

    @Override
    public int workspace(PlaneSums sums) {
        return Math.addExact(laid(sums), Math.multiplyExact(sums.outputs(), sums.positions()));
    }

    @Override
    public void sum(
            PlaneSums sums,
            float[] w,
            int wo,
            float[] x,
            int xo,
            float[] y,
            int yo,
            int yPlane,
            int yPitch,
            int yStep,
            float[] workspace,
            int workspaceOffset) {
        int terms = sums.terms();
        int positions = sums.positions();
        int outputs = sums.outputs();
        int panel = panel(terms, positions);
        int result = workspaceOffset + laid(sums);
        for (int p = 0; p < positions; p += panel) {
            int n = Math.min(panel, positions - p);
            int to = workspaceOffset;
            for (int shift : sums.shifts()) {
                System.arraycopy(x, xo + p + shift, workspace, to, n);
                to += n;
            }
            blas.gemm(
                    false,
                    false,
                    outputs,
                    n,
                    terms,
                    1,
                    w,
                    wo,
                    terms,
                    workspace,
                    workspaceOffset,
                    n,
                    0,
                    workspace,
                    result + p,
                    positions);
        }
        sums.takeOut(this, workspace, result, positions, y, yo, yPlane, yPitch, yStep);
    }

    @Override
    public int workspace(PlaneTaps taps, int ld, int positions) {
        return Math.multiplyExact(taps.terms(), panel(taps.terms(), positions));
    }

    @Override
    public void outer(
            PlaneTaps taps,
            int columns,
            int positions,
            float[] x,
            int xo,
            float[] t,
            int to,
            int ld,
            float[] d,
            int offset,
            float[] workspace,
            int workspaceOffset) {
        int terms = taps.terms();
        int panel = panel(terms, positions);
        for (int p = 0; p < positions; p += panel) {
            int n = Math.min(panel, positions - p);
            int at = workspaceOffset;
            for (int shift : taps.shifts()) {
                System.arraycopy(x, xo + p + shift, workspace, at, n);
                at += n;
            }
            blas.gemm(
                    false,
                    false,
                    terms,
                    columns,
                    n,
                    1,
                    workspace,
                    workspaceOffset,
                    n,
                    t,
                    to + p * ld,
                    ld,
                    1,
                    d,
                    offset,
                    ld);
        }
    }
}
