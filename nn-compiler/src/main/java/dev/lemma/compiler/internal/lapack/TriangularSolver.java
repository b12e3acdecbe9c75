package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.concurrent.Team;

/**
 * {@code B ← op(T)⁻¹ B} in place for a triangular T: the halves of T one after the other, what one contributes to the other by a product.
 *
 * <p>Right-hand sides are cut into panels for the team, by their number alone.
 */
public final class TriangularSolver {
    /** Rows that are substituted one by one. */
    private static final int SMALL = 32;

    /** Right-hand sides of one part. */
    private static final int PANEL = 64;

    private final boolean lower;
    private final boolean transposed;
    private final boolean unit;
    private final Object t;
    private final int ldt;
    private final Object b;
    private final int ldb;

    private TriangularSolver(boolean lower, boolean transposed, boolean unit, Object t, int ldt, Object b, int ldb) {
        this.lower = lower;
        this.transposed = transposed;
        this.unit = unit;
        this.t = t;
        this.ldt = ldt;
        this.b = b;
        this.ldb = ldb;
    }

    /**
     * The solution over B, n × k.
     *
     * @param lower whether T is stored as a lower triangle; the other triangle is not read
     * @param transposed whether {@code Tᵀ} is to be solved with
     * @param unit whether the diagonal is 1 and not read
     */
    public static void solve(
            boolean lower,
            boolean transposed,
            boolean unit,
            int n,
            Object t,
            int tOffset,
            int ldt,
            int k,
            Object b,
            int bOffset,
            int ldb,
            Team team) {
        TriangularSolver solver = new TriangularSolver(lower, transposed, unit, t, ldt, b, ldb);
        int panels = (k + PANEL - 1) / PANEL;
        if ((double) n * n * k < 1e6 || panels == 1) {
            solver.solve(n, tOffset, k, bOffset);
        } else {
            int width = (k + panels - 1) / panels;
            team.run(panels, p -> solver.solve(n, tOffset, Math.min(width, k - p * width), bOffset + p * width));
        }
    }

    private void solve(int n, int to, int k, int bo) {
        if (n <= SMALL) {
            if (t instanceof float[] f) {
                substitute(n, f, to, k, (float[]) b, bo);
            } else {
                substitute(n, (double[]) t, to, k, (double[]) b, bo);
            }
            return;
        }
        int h = n <= 2 * SMALL ? SMALL : (n / 2 + SMALL - 1) / SMALL * SMALL;
        int second = to + h * (ldt + 1);
        int off = lower ? to + h * ldt : to + h; // the block beside the two triangles
        if (lower != transposed) {
            solve(h, to, k, bo);
            Dense.multiply(transposed, false, n - h, k, h, -1, t, off, ldt, b, bo, ldb, 1, b, bo + h * ldb, ldb);
            solve(n - h, second, k, bo + h * ldb);
        } else {
            solve(n - h, second, k, bo + h * ldb);
            Dense.multiply(transposed, false, h, k, n - h, -1, t, off, ldt, b, bo + h * ldb, ldb, 1, b, bo, ldb);
            solve(h, to, k, bo);
        }
    }

    private void substitute(int n, float[] t, int to, int k, float[] b, int bo) {
        boolean forward = lower != transposed;
        int along = transposed ? ldt : 1;
        int across = transposed ? 1 : ldt;
        for (int s = 0; s < n; s++) {
            int i = forward ? s : n - 1 - s;
            int row = bo + i * ldb;
            for (int r = 0; r < s; r++) {
                int j = forward ? r : n - 1 - r;
                float factor = t[to + i * across + j * along];
                int other = bo + j * ldb;
                for (int c = 0; c < k; c++) {
                    b[row + c] -= factor * b[other + c];
                }
            }
            if (!unit) {
                float pivot = t[to + i * (ldt + 1)];
                for (int c = 0; c < k; c++) {
                    b[row + c] /= pivot;
                }
            }
        }
    }

    private void substitute(int n, double[] t, int to, int k, double[] b, int bo) {
        boolean forward = lower != transposed;
        int along = transposed ? ldt : 1;
        int across = transposed ? 1 : ldt;
        for (int s = 0; s < n; s++) {
            int i = forward ? s : n - 1 - s;
            int row = bo + i * ldb;
            for (int r = 0; r < s; r++) {
                int j = forward ? r : n - 1 - r;
                double factor = t[to + i * across + j * along];
                int other = bo + j * ldb;
                for (int c = 0; c < k; c++) {
                    b[row + c] -= factor * b[other + c];
                }
            }
            if (!unit) {
                double pivot = t[to + i * (ldt + 1)];
                for (int c = 0; c < k; c++) {
                    b[row + c] /= pivot;
                }
            }
        }
    }
}
