package dev.lemma.core.linalg;

/** Products in plain Java loops. */
final class PlainBlas implements Blas {
    static final PlainBlas INSTANCE = new PlainBlas();

    private PlainBlas() {}

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        GemmShape.check(
                transposeA, transposeB, m, n, k, a.length, aOffset, lda, b.length, bOffset, ldb, c.length, cOffset, ldc);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(
                            a[aOffset + (transposeA ? p * lda + i : i * lda + p)],
                            b[bOffset + (transposeB ? j * ldb + p : p * ldb + j)],
                            sum);
                }
                int at = cOffset + i * ldc + j;
                c[at] = beta == 0 ? alpha * sum : alpha * sum + beta * c[at];
            }
        }
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int lda,
            double[] b,
            int bOffset,
            int ldb,
            double beta,
            double[] c,
            int cOffset,
            int ldc) {
        GemmShape.check(
                transposeA, transposeB, m, n, k, a.length, aOffset, lda, b.length, bOffset, ldb, c.length, cOffset, ldc);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(
                            a[aOffset + (transposeA ? p * lda + i : i * lda + p)],
                            b[bOffset + (transposeB ? j * ldb + p : p * ldb + j)],
                            sum);
                }
                int at = cOffset + i * ldc + j;
                c[at] = beta == 0 ? alpha * sum : alpha * sum + beta * c[at];
            }
        }
    }

    @Override
    public boolean isNative() {
        return false;
    }

    @Override
    public String description() {
        return "plain Java loops";
    }

    @Override
    public void pinThreads() {}
}
