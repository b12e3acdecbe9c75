package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.internal.blas.Blas;
import dev.lemma.compiler.internal.product.RegisterTiles;

/**
 * The arithmetic of convolutions on packed planes, in one type of numbers: {@code A} is {@code float[]} or {@code double[]}.
 *
 * <p>Packing (see {@link PackedPlanes}) has turned padding, stride and dilation into a table of shifts, so that two sums are
 * left, {@link #sum} and {@link #outer}. Implementations differ in rounding, never in what they compute, and are stateless:
 * calls are safe from several threads at once and run on the caller's thread.
 */
public interface PlaneProducts<A> extends Moves<A> {

    /** float32: register tiles in the Vector API, or products without it or with {@code -Dlemma.vector=false}. */
    static PlaneProducts<float[]> floats(Blas blas) {
        return VectorSwitch.on()
                ? new TiledPlaneProducts<>(RegisterTiles.floats(), new FloatMoves())
                : new FloatPlaneProducts(blas);
    }

    /** float64; see {@link #floats}. */
    static PlaneProducts<double[]> doubles(Blas blas) {
        return VectorSwitch.on()
                ? new TiledPlaneProducts<>(RegisterTiles.doubles(), new DoubleMoves())
                : new DoublePlaneProducts(blas);
    }

    /** Columns of {@code t} and {@code d} are computed in groups of this many: {@code ld} is a multiple of it. */
    int lanes();

    /**
     * The order in which {@link #sum} wants the weights: number {@code i} of the arranged weights is number
     * {@code arrangement[i]} of the row-major matrix {@code [outputs, terms]}, some of them more than once.
     */
    int[] arrangement(PlaneSums sums);

    /** Numbers of workspace that {@link #sum} needs. */
    int workspace(PlaneSums sums);

    /**
     * {@code y[yo + o·yPlane + i·yPitch + j·yStep] ←} the {@link PlaneSums}, with the weights in the order of
     * {@link #arrangement}. Up to {@link #lanes} numbers of {@code x} beyond those of the last position are read. Cost:
     * {@code 2·outputs·terms} flop for a position.
     */
    void sum(
            PlaneSums sums,
            A w,
            int wo,
            A x,
            int xo,
            A y,
            int yo,
            int yPlane,
            int yPitch,
            int yStep,
            A workspace,
            int workspaceOffset);

    /** Numbers of workspace that {@link #outer} needs for rows of {@code ld} numbers and so many positions. */
    int workspace(PlaneTaps taps, int ld, int positions);

    /**
     * {@code d[k·ld + n] += Σ_p x[shift(k) + p] · t[p·ld + n]} for the terms {@code k}, {@code n < columns}, {@code p <
     * positions}; the sum over p is taken before it is added. Rows of {@code t} that are to count for nothing hold zeros. Cost:
     * {@code 2·terms·columns·positions} flop.
     */
    void outer(
            PlaneTaps taps,
            int columns,
            int positions,
            A x,
            int xo,
            A t,
            int to,
            int ld,
            A d,
            int offset,
            A workspace,
            int workspaceOffset);
}
