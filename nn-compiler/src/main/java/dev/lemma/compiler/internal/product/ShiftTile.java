package dev.lemma.compiler.internal.product;

/**
 * A register tile of a sum over shifted rows of numbers x, in one of three ways; rows of c are {@code ldc} apart.
 * <ul>
 *   <li>Outputs in the lanes: {@code c[r, v] += Σ_k x[xo + shifts[k] + r]·w[wo + k·columns + v]}, {@code first ≤ k < end}: rows
 *       are neighbouring positions.
 *   <li>Positions in the lanes: {@code c[r, v] ← Σ_k w[wo + k·rows + r]·x[xo + shifts[k] + v]}, {@code first ≤ k < end}: rows are
 *       outputs.
 *   <li>Terms in the rows, which come in runs of neighbours, {@code r = q·run + u}: {@code c[r, v] += Σ_p x[xo + shifts[first +
 *       q·run] + u + p]·w[wo + p·ldc + v]}, {@code 0 ≤ p < end}.
 * </ul>
 * Every sum is one chain of fused multiply-adds in order: the first starts from c, the others from zero.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
interface ShiftTile<A> {
    void run(A x, int xo, int[] shifts, int first, A w, int wo, int end, A c, int co, int ldc);
}
