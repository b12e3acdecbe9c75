package dev.lemma.core.compiler.window;

import dev.lemma.core.linalg.Blas;

/**
 * The arithmetic of convolutions on packed planes, in one type of numbers: {@code A} is {@code float[]} or {@code double[]}.
 *
 * <p>Packing (see {@link PackedPlanes}) has turned padding, stride and dilation into a table of shifts, so that two sums are
 * left, {@link #sum} and {@link #outer}. Implementations differ in rounding, never in what they compute, and are stateless:
 * calls are safe from several threads at once and run on the caller's thread.
 */
public interface PlaneProducts<A> {

    /** float32: register tiles in the Vector API, or products without it or with {@code -Dlemma.vector=false}. */
    static PlaneProducts<float[]> floats(Blas blas) {
        return VectorSwitch.on() ? new VectorPlaneProducts() : new FloatPlaneProducts(blas);
    }

    /** float64, by products. */
    static PlaneProducts<double[]> doubles(Blas blas) {
        return new DoublePlaneProducts(blas);
    }

    /** Results are computed in groups of this many: rows of {@code y} and {@code t} are multiples of it. */
    int lanes();

    /** Numbers of workspace that {@link #sum} and {@link #outer} over so many terms and positions need. */
    int workspace(int terms, int positions);

    /**
     * The order in which {@link #sum} wants the weights: number {@code i} of the arranged weights is number
     * {@code arrangement[i]} of the row-major matrix {@code [rows, terms]}, some of them more than once.
     */
    int[] arrangement(int rows, int terms);

    /**
     * {@code y[m·ldy + p] ← Σ_k w[m, k] · x[shifts[k] + p]}, {@code m < rows}, {@code p < positions}, with the weights in the
     * order of {@link #arrangement}.
     *
     * <p>{@code ldy} is a multiple of {@link #lanes}; numbers between {@code positions} and the next multiple are overwritten
     * with anything, and as many numbers of {@code x} beyond the last position are read. Cost: {@code 2·rows·terms·positions}
     * flop.
     */
    void sum(
            int rows,
            int terms,
            int positions,
            A w,
            int wOffset,
            A x,
            int xOffset,
            int[] shifts,
            A y,
            int yOffset,
            int ldy,
            A workspace,
            int workspaceOffset);

    /**
     * {@code d[k·ld + n] += Σ_p x[shifts[k] + p] · t[p·ld + n]}, {@code k < terms}, {@code n < columns}, the sum over the first
     * {@code count} of {@code positions}.
     *
     * <p>{@code ld} is a multiple of {@link #lanes}. Rows of {@code t} that lie between the positions hold zeros. Cost:
     * {@code 2·terms·columns·count} flop.
     */
    void outer(
            int terms,
            int columns,
            int count,
            int[] positions,
            A x,
            int xOffset,
            int[] shifts,
            A t,
            int tOffset,
            int ld,
            A d,
            int dOffset,
            A workspace,
            int workspaceOffset);

    /** {@code to[t + i·tStep] ← from[f + i·fStep]}, {@code i < n}. */
    void copy(A from, int f, int fStep, A to, int t, int tStep, int n);

    /** {@code to[t + r·tPitch + i] ← from[f + r·fPitch + i]}, {@code i < n}, {@code r < rows}. */
    void copyRows(A from, int f, int fPitch, A to, int t, int tPitch, int rows, int n);

    /** {@code to[t + i·tStep + r] ← from[f + r·fStep + i]}, {@code i < n}, {@code r < rows}. */
    void transpose(A from, int f, int fStep, int rows, A to, int t, int tStep, int n);

    /** {@code to[t + i] ← from[f + index[i]]} for every {@code i} of the index. */
    void permute(A from, int f, A to, int t, int[] index);

    /** {@code a[to + i] += a[from + i]}, {@code i < n}. */
    void add(A a, int from, int to, int n);

    /** Zeros from {@code from} (inclusive) to {@code to} (exclusive). */
    void zero(A a, int from, int to);
}
