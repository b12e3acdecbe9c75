package dev.lemma.compiler.internal.product;

/**
 * A register tile of a float32 product: {@code C[i, j] = S[i, j] + Σ_p A[i, p]·B[p, j]} for a fixed number of rows and of
 * vectors of columns. {@code A[i, p]} is {@code a[ao + i·ars + p·acs]}, so a transposed A costs nothing; rows of B and C are
 * contiguous, {@code bs} and {@code ldc} apart. S is zero, or for a continuing tile C itself. Every element is one chain of
 * fused multiply-adds over p starting from S, whatever the tile it falls into, so a chain cut into several calls ends with
 * the same bits.
 *
 * <p>Fresh and continuing tiles are two classes and not one with a flag: a branch first taken after compilation throws the
 * compiled tile away, and interpreted vectors are thousands of times slower.
 */
interface FloatTile {
    void run(float[] a, int ao, int ars, int acs, float[] b, int bo, int bs, float[] c, int co, int ldc, int k);
}
