package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.concurrent.Team;

/**
 * The lower Cholesky factor over the lower triangle of a row-major matrix.
 *
 * <p>Large matrices go by blocks of columns: the block on the diagonal by LAPACK, the panel below it by substitution, and what is right of the panel loses the panel's product with itself, both cut into strips
 * of rows for the team. The cuts depend on n alone, so results do too. Where the library of products works on copies, one call of LAPACK copies less.
 */
public final class CholeskyBlocks {
    private static final int BLOCK = 128;
    /** Below, one call of LAPACK; where the two meet has not been measured well. */
    private static final int SMALLEST = 8 * BLOCK;

    private static final boolean IN_PLACE = Runtime.version().feature() >= 22;

    private CholeskyBlocks() {}

    /** 0, or k &gt; 0 if the leading k × k block is not positive definite; the triangle above the diagonal is not touched. */
    public static int factorise(int n, Object a, Team team, Lapack lapack) {
        // Row-major lower is column-major upper.
        return IN_PLACE && n >= SMALLEST ? blocked(n, a, team, lapack) : lapack.potrf(true, n, a);
    }

    static int blocked(int n, Object a, Team team, Lapack lapack) {
        for (int j = 0; j < n; j += BLOCK) {
            int width = Math.min(BLOCK, n - j);
            Object corner = Dense.numbers(Dense.type(a), width * width);
            for (int i = 0; i < width; i++) {
                System.arraycopy(a, (j + i) * n + j, corner, i * width, width);
            }
            int failed = lapack.potrf(true, width, corner);
            for (int i = 0; i < width; i++) {
                System.arraycopy(corner, i * width, a, (j + i) * n + j, i + 1);
            }
            if (failed > 0) {
                return j + failed;
            }
            int first = j + width;
            int column = j;
            int strips = (n - first + BLOCK - 1) / BLOCK;
            team.run(strips, s -> substitute(n, a, corner, column, first + s * BLOCK));
            // The longest first.
            team.run(strips, s -> subtract(n, a, column, first, first + (strips - 1 - s) * BLOCK));
        }
        return 0;
    }

    /** Rows of the panel: {@code X ← X L⁻ᵀ}, by columns of its transpose. */
    private static void substitute(int n, Object a, Object corner, int column, int from) {
        int rows = Math.min(BLOCK, n - from);
        Object strip = Dense.numbers(Dense.type(a), rows * BLOCK);
        Object turned = Dense.numbers(Dense.type(a), rows * BLOCK);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(a, (from + i) * n + column, strip, i * BLOCK, BLOCK);
        }
        Dense.transpose(strip, 0, rows, BLOCK, turned, 0);
        TriangularSolver.solve(true, false, false, BLOCK, corner, 0, BLOCK, rows, turned, 0, rows, Team.of(1));
        Dense.transpose(turned, 0, BLOCK, rows, strip, 0);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(strip, i * BLOCK, a, (from + i) * n + column, BLOCK);
        }
    }

    /** Rows right of the panel: {@code C ← C − P Pᵀ}, up to the diagonal. */
    private static void subtract(int n, Object a, int column, int first, int from) {
        int rows = Math.min(BLOCK, n - from);
        int panel = from * n + column;
        if (from > first) {
            Dense.multiply(
                    false,
                    true,
                    rows,
                    from - first,
                    BLOCK,
                    -1,
                    a,
                    panel,
                    n,
                    a,
                    first * n + column,
                    n,
                    1,
                    a,
                    from * n + first,
                    n);
        }
        Object square = Dense.numbers(Dense.type(a), rows * rows);
        Dense.multiply(false, true, rows, rows, BLOCK, 1, a, panel, n, a, panel, n, 0, square, 0, rows);
        for (int i = 0; i < rows; i++) {
            int at = (from + i) * n + from;
            if (a instanceof float[] f) {
                float[] g = (float[]) square;
                for (int k = 0; k <= i; k++) {
                    f[at + k] -= g[i * rows + k];
                }
            } else {
                double[] d = (double[]) a;
                double[] g = (double[]) square;
                for (int k = 0; k <= i; k++) {
                    d[at + k] -= g[i * rows + k];
                }
            }
        }
    }
}
