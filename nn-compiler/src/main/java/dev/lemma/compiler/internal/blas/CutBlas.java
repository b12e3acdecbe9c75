package dev.lemma.compiler.internal.blas;

/**
 * What the native implementations share: operands are checked, empty products answered, and products too large for one call
 * halved along their longest side until each piece fits. The cuts depend on the shape alone, so results do too.
 */
abstract class CutBlas implements Blas {
    /** Pieces end on multiples of this, so that cuts leave no ragged edges to the native kernels. */
    private static final int GRAIN = 64;

    /** Whether a piece of this shape may go down in one call. */
    abstract boolean fits(int m, int n, int k);

    abstract void call(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float beta,
            float[] c,
            int co,
            int ldc);

    abstract void call(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int ldb,
            double beta,
            double[] c,
            int co,
            int ldc);

    @Override
    public final void gemm(
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
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.length,
                aOffset,
                lda,
                b.length,
                bOffset,
                ldb,
                c.length,
                cOffset,
                ldc);
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            Blas.plain()
                    .gemm(
                            transposeA,
                            transposeB,
                            m,
                            n,
                            0,
                            alpha,
                            a,
                            aOffset,
                            lda,
                            b,
                            bOffset,
                            ldb,
                            beta,
                            c,
                            cOffset,
                            ldc);
            return;
        }
        cut(transposeA, transposeB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    }

    @Override
    public final void gemm(
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
                transposeA,
                transposeB,
                m,
                n,
                k,
                a.length,
                aOffset,
                lda,
                b.length,
                bOffset,
                ldb,
                c.length,
                cOffset,
                ldc);
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            Blas.plain()
                    .gemm(
                            transposeA,
                            transposeB,
                            m,
                            n,
                            0,
                            alpha,
                            a,
                            aOffset,
                            lda,
                            b,
                            bOffset,
                            ldb,
                            beta,
                            c,
                            cOffset,
                            ldc);
            return;
        }
        cut(transposeA, transposeB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    }

    private void cut(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float beta,
            float[] c,
            int co,
            int ldc) {
        if (fits(m, n, k)) {
            call(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
        } else if (cutsInner(m, n, k)) {
            int h = half(k);
            cut(ta, tb, m, n, h, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            int a2 = ta ? ao + h * lda : ao + h;
            int b2 = tb ? bo + h : bo + h * ldb;
            cut(ta, tb, m, n, k - h, alpha, a, a2, lda, b, b2, ldb, 1, c, co, ldc);
        } else if (m >= n) {
            int h = half(m);
            cut(ta, tb, h, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            cut(ta, tb, m - h, n, k, alpha, a, ta ? ao + h : ao + h * lda, lda, b, bo, ldb, beta, c, co + h * ldc, ldc);
        } else {
            int h = half(n);
            cut(ta, tb, m, h, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            cut(ta, tb, m, n - h, k, alpha, a, ao, lda, b, tb ? bo + h * ldb : bo + h, ldb, beta, c, co + h, ldc);
        }
    }

    private void cut(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int ldb,
            double beta,
            double[] c,
            int co,
            int ldc) {
        if (fits(m, n, k)) {
            call(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
        } else if (cutsInner(m, n, k)) {
            int h = half(k);
            cut(ta, tb, m, n, h, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            int a2 = ta ? ao + h * lda : ao + h;
            int b2 = tb ? bo + h : bo + h * ldb;
            cut(ta, tb, m, n, k - h, alpha, a, a2, lda, b, b2, ldb, 1, c, co, ldc);
        } else if (m >= n) {
            int h = half(m);
            cut(ta, tb, h, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            cut(ta, tb, m - h, n, k, alpha, a, ta ? ao + h : ao + h * lda, lda, b, bo, ldb, beta, c, co + h * ldc, ldc);
        } else {
            int h = half(n);
            cut(ta, tb, m, h, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            cut(ta, tb, m, n - h, k, alpha, a, ao, lda, b, tb ? bo + h * ldb : bo + h, ldb, beta, c, co + h, ldc);
        }
    }

    private static boolean cutsInner(int m, int n, int k) {
        return Math.max(m, n) <= 4 * GRAIN || k / 64 > Math.max(m, n);
    }

    private static int half(int size) {
        int h = size / 2;
        return h >= GRAIN ? h / GRAIN * GRAIN : Math.max(1, h);
    }
}
