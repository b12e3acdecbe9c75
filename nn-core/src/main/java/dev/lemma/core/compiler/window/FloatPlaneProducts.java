package dev.lemma.core.compiler.window;

import dev.lemma.core.linalg.Blas;
import java.util.Arrays;

/**
 * float32 sums by matrix products: the shifted planes are laid side by side, one row per term, each by one copy of contiguous
 * numbers, and multiplied by {@link Blas}.
 */
final class FloatPlaneProducts extends FloatPlanes {

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
    public int workspace(int terms, int positions) {
        return terms * panel(terms, positions);
    }

    @Override
    public int[] arrangement(int rows, int terms) {
        int[] same = new int[Math.multiplyExact(rows, terms)];
        Arrays.setAll(same, i -> i);
        return same;
    }

    private static int panel(int terms, int positions) {
        return Math.min(positions, Math.max(64, PANEL / Math.max(1, terms)));
    }

    @Override
    public void sum(
            int rows,
            int terms,
            int positions,
            float[] w,
            int wOffset,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] y,
            int yOffset,
            int ldy,
            float[] workspace,
            int workspaceOffset) {
        int panel = panel(terms, positions);
        for (int p = 0; p < positions; p += panel) {
            int n = Math.min(panel, positions - p);
            lay(terms, n, x, xOffset + p, shifts, workspace, workspaceOffset);
            blas.gemm(
                    false,
                    false,
                    rows,
                    n,
                    terms,
                    1,
                    w,
                    wOffset,
                    terms,
                    workspace,
                    workspaceOffset,
                    n,
                    0,
                    y,
                    yOffset + p,
                    ldy);
        }
    }

    @Override
    public void outer(
            int terms,
            int columns,
            int count,
            int[] positions,
            float[] x,
            int xOffset,
            int[] shifts,
            float[] t,
            int tOffset,
            int ld,
            float[] d,
            int dOffset,
            float[] workspace,
            int workspaceOffset) {
        int reach = positions[count - 1] + 1;
        int panel = panel(terms, reach);
        for (int p = 0; p < reach; p += panel) {
            int n = Math.min(panel, reach - p);
            lay(terms, n, x, xOffset + p, shifts, workspace, workspaceOffset);
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
                    tOffset + p * ld,
                    ld,
                    1,
                    d,
                    dOffset,
                    ld);
        }
    }

    private static void lay(int terms, int n, float[] x, int xOffset, int[] shifts, float[] to, int toOffset) {
        for (int k = 0; k < terms; k++) {
            System.arraycopy(x, xOffset + shifts[k], to, toOffset + k * n, n);
        }
    }
}
