package dev.lemma.compiler.internal.product;

/** Float64 products in plain Java; see {@link FloatRows}. */
final class DoubleRows {
    private static final int DEPTH = 64;

    private double[][] rows = new double[0][];
    private double[] sums = new double[0];

    /** {@code C ← C + op(A)·op(B)}. */
    void add(
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
            double[] c,
            int co,
            int ldc) {
        if (sums.length < n) {
            sums = new double[n];
            rows = new double[DEPTH][n];
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

    private static void gather(double[] b, int bo, int ldb, int n, double[] row) {
        for (int j = 0; j < n; j++) {
            row[j] = b[bo + j * ldb];
        }
    }

    private static void four(
            double x0,
            double x1,
            double x2,
            double x3,
            double[] b0,
            double[] b1,
            double[] b2,
            double[] b3,
            double[] c,
            int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], c[j]))));
        }
    }

    private static void one(double x, double[] b, double[] c, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(x, b[j], c[j]);
        }
    }
}
