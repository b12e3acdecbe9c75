package dev.lemma.compiler.primitive;

/**
 * Products of row-major matrices on the heap, for kernels: {@code C ← op(A)·op(B)}, or {@code C ← C + op(A)·op(B)}, with {@code op(X) = X} or
 * {@code Xᵀ}; {@code op(A)} is m × k, {@code op(B)} is k × n. Shared by the team where that pays. A call allocates nothing.
 */
public interface MatrixProducts {

    /**
     * A float32 product.
     *
     * @param lda distance of the stored rows of A, before transposition; ldb, ldc likewise
     * @param accumulate whether the product is added to C
     */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int aStart,
            int lda,
            float[] b,
            int bStart,
            int ldb,
            boolean accumulate,
            float[] c,
            int cStart,
            int ldc);

    /**
     * A float64 product.
     *
     * @param lda distance of the stored rows of A, before transposition; ldb, ldc likewise
     * @param accumulate whether the product is added to C
     */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double[] a,
            int aStart,
            int lda,
            double[] b,
            int bStart,
            int ldb,
            boolean accumulate,
            double[] c,
            int cStart,
            int ldc);
}
