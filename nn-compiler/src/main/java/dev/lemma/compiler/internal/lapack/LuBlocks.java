package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.concurrent.Team;

/**
 * {@code Aᵀ = P L U} over a row-major matrix A, pivots and factors as {@link Lapack#getrf} leaves them.
 *
 * <p>Large matrices go by blocks: LAPACK factorises a panel of A's rows (columns of Aᵀ), then each strip of the rows below exchanges its columns, is substituted and loses its product with the panel, strip by
 * strip for the team. The cuts depend on n alone, so results do too. Where the library of products works on copies, one call of LAPACK copies less.
 */
public final class LuBlocks {
    private static final int BLOCK = 128;
    /** Below, one call of LAPACK; where the two meet has not been measured well. */
    private static final int SMALLEST = 8 * BLOCK;

    private static final boolean IN_PLACE = Runtime.version().feature() >= 22;

    private LuBlocks() {}

    /** 0, or the first k &gt; 0 whose pivot is exactly 0. */
    public static int factorise(int n, Object a, int[] pivots, Team team, Lapack lapack) {
        return IN_PLACE && n >= SMALLEST ? blocked(n, a, pivots, team, lapack) : lapack.getrf(n, n, a, pivots);
    }

    static int blocked(int n, Object a, int[] pivots, Team team, Lapack lapack) {
        int singular = 0;
        for (int j = 0; j < n; j += BLOCK) {
            int first = j;
            int width = Math.min(BLOCK, n - j);
            int length = n - j;
            Object panel = Dense.numbers(Dense.type(a), width * length);
            for (int i = 0; i < width; i++) {
                System.arraycopy(a, (j + i) * n + j, panel, i * length, length);
            }
            int[] exchanged = new int[width];
            int info = lapack.getrf(length, width, panel, exchanged);
            singular = singular == 0 && info > 0 ? j + info : singular;
            for (int i = 0; i < width; i++) {
                System.arraycopy(panel, i * length, a, (j + i) * n + j, length);
                pivots[j + i] = j + exchanged[i];
            }
            int after = j + width;
            int strips = (n - after + BLOCK - 1) / BLOCK;
            int done = (j + BLOCK - 1) / BLOCK;
            team.run(strips + done, s -> {
                int from = s < strips ? after + s * BLOCK : (s - strips) * BLOCK;
                int rows = Math.min(BLOCK, (s < strips ? n : first) - from);
                exchange(n, a, pivots, from, rows, first, width);
                if (s < strips) {
                    substitute(n, a, panel, length, from, rows, first, width);
                    Dense.multiply(
                            false,
                            false,
                            rows,
                            length - width,
                            width,
                            -1,
                            a,
                            from * n + first,
                            n,
                            panel,
                            width,
                            length,
                            1,
                            a,
                            from * n + after,
                            n);
                }
            });
        }
        return singular;
    }

    private static void exchange(int n, Object a, int[] pivots, int from, int rows, int first, int width) {
        for (int r = from; r < from + rows; r++) {
            for (int c = first; c < first + width; c++) {
                int x = r * n + c;
                int y = r * n + pivots[c] - 1;
                if (a instanceof float[] f) {
                    float kept = f[x];
                    f[x] = f[y];
                    f[y] = kept;
                } else {
                    double[] d = (double[]) a;
                    double kept = d[x];
                    d[x] = d[y];
                    d[y] = kept;
                }
            }
        }
    }

    /** Rows of the strip: {@code x ← L⁻¹x}, by columns of its transpose; the panel's rows hold Lᵀ. */
    private static void substitute(
            int n, Object a, Object panel, int length, int from, int rows, int first, int width) {
        Object strip = Dense.numbers(Dense.type(a), rows * width);
        Object turned = Dense.numbers(Dense.type(a), rows * width);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(a, (from + i) * n + first, strip, i * width, width);
        }
        Dense.transpose(strip, 0, rows, width, turned, 0);
        TriangularSolver.solve(false, true, true, width, panel, 0, length, rows, turned, 0, rows, Team.of(1));
        Dense.transpose(turned, 0, width, rows, strip, 0);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(strip, i * width, a, (from + i) * n + first, width);
        }
    }
}
