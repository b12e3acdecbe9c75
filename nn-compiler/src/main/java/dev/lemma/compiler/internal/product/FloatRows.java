package dev.lemma.compiler.internal.product;

/**
 * Products in plain Java, row by row, in the form that the compiler turns into vector instructions by itself: every array is
 * used at the same index. Rows of B are copied out, {@link #DEPTH} at a time, and four of them are added to a row of C at once.
 * The chains of fused multiply-adds are those of {@link FloatPanels}, and so are the bits; a fifth of its speed, but within a
 * tenth of a second.
 */
final class FloatRows {
    private static final int DEPTH = 64;

    private float[][] rows = new float[0][];
    private float[] sums = new float[0];

    /** {@code C ← C + op(A)·op(B)}. */
    void add(
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
            float[] c,
            int co,
            int ldc) {
        if (sums.length < n) {
            sums = new float[n];
            rows = new float[DEPTH][n];
        }
        int ars = ta ? 1 : lda;
        int acs = ta ? lda : 1;
        for (int p0 = 0; p0 < k; p0 += DEPTH) {
            int depth = Math.min(DEPTH, k - p0);
            for (int p = 0; p < depth; p++) {
                if (tb) {
                    gather(b, bo + p0 + p, ldb, n, rows[p]);
                } else {
                    System.arraycopy(b, bo + (p0 + p) * ldb, rows[p], 0, n);
                }
            }
            for (int i = 0; i < m; i++) {
                System.arraycopy(c, co + i * ldc, sums, 0, n);
                int at = ao + i * ars + p0 * acs;
                int p = 0;
                for (; p + 3 < depth; p += 4, at += 4 * acs) {
                    four(
                            a[at],
                            a[at + acs],
                            a[at + 2 * acs],
                            a[at + 3 * acs],
                            rows[p],
                            rows[p + 1],
                            rows[p + 2],
                            rows[p + 3],
                            sums,
                            n);
                }
                for (; p < depth; p++, at += acs) {
                    one(a[at], rows[p], sums, n);
                }
                System.arraycopy(sums, 0, c, co + i * ldc, n);
            }
        }
    }

    private static void gather(float[] b, int bo, int ldb, int n, float[] row) {
        for (int j = 0; j < n; j++) {
            row[j] = b[bo + j * ldb];
        }
    }

    private static void four(
            float x0, float x1, float x2, float x3, float[] b0, float[] b1, float[] b2, float[] b3, float[] c, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], c[j]))));
        }
    }

    private static void one(float x, float[] b, float[] c, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x, b[j], c[j]);
        }
    }
}
