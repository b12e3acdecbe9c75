package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.concurrent.Team;

/**
 * Orthonormal vectors q₀, q₁, … of ℝⁿ and a vector w that is made orthogonal to them.
 *
 * <p>Vectors are kept in blocks of {@link #BLOCK} numbers, an array each, so that the loops over them begin at 0 and become vector instructions. Blocks are
 * grouped into panels, the unit of work of a thread; sums are taken within a panel, then over panels in their order, so that results do not depend on
 * the number of threads.
 */
abstract class KrylovBasis {

    static final int BLOCK = 1024;
    private static final int PANEL = 32;

    final int n;
    final int blocks;
    private final Team team;
    private final int panels;
    private final double[][] sums;

    KrylovBasis(int n, int capacity, Team team) {
        this.n = n;
        this.team = team;
        this.blocks = (n + BLOCK - 1) / BLOCK;
        this.panels = (blocks + PANEL - 1) / PANEL;
        this.sums = new double[panels][capacity + 1];
    }

    static KrylovBasis of(DType type, int n, int capacity, Team team) {
        return type == DType.FLOAT32
                ? new FloatKrylovBasis(n, capacity, team)
                : new DoubleKrylovBasis(n, capacity, team);
    }

    /** w is that vector from now on. */
    abstract void set(Array vector);

    /** q_j, in an array that the next call writes to. */
    abstract Array vector(int j);

    /** {@code Σⱼ cⱼ qⱼ}. */
    abstract Array combination(double[] c);

    /** {@code q_j · w} for first ≤ j &lt; k, over a range of blocks. */
    abstract void dots(int first, int k, int from, int to, double[] into);

    /** {@code w ← w − Σ c_{j − first} q_j} over first ≤ j &lt; k, over a range of blocks. */
    abstract void subtract(int first, int k, double[] c, int from, int to);

    /** {@code w · w}, over a range of blocks. */
    abstract double square(int from, int to);

    /** {@code q_j ← s w}, over a range of blocks. */
    abstract void store(int j, double s, int from, int to);

    /** Makes room for q_j. */
    abstract void extend(int j);

    /** {@code q_j · w}. */
    final double dot(int j) {
        team.run(panels, p -> dots(j, j + 1, first(p), end(p), sums[p]));
        double dot = 0;
        for (double[] sum : sums) {
            dot += sum[j];
        }
        return dot;
    }

    /** {@code w ← w − Σ near_{j − first} q_j} over first ≤ j &lt; k; then {@code q_j · w} for all j &lt; k. */
    final double[] dotsAfter(int first, double[] near, int k) {
        team.run(panels, p -> {
            subtract(first, first + near.length, near, first(p), end(p));
            dots(0, k, first(p), end(p), sums[p]);
        });
        double[] c = new double[k];
        for (int j = 0; j < k; j++) {
            for (double[] sum : sums) {
                c[j] += sum[j];
            }
        }
        return c;
    }

    /** {@code w ← w − Σ cⱼ qⱼ}; the norm of what is left. */
    final double subtract(double[] c) {
        team.run(panels, p -> {
            subtract(0, c.length, c, first(p), end(p));
            sums[p][0] = square(first(p), end(p));
        });
        double square = 0;
        for (double[] sum : sums) {
            square += sum[0];
        }
        return Math.sqrt(square);
    }

    /** {@code q_j ← s w}. */
    final void store(int j, double s) {
        extend(j);
        team.run(panels, p -> store(j, s, first(p), end(p)));
    }

    private static int first(int panel) {
        return panel * PANEL;
    }

    private int end(int panel) {
        return Math.min(blocks, (panel + 1) * PANEL);
    }

    /** Numbers in block b: the last one may be shorter. */
    final int length(int b) {
        return Math.min(BLOCK, n - b * BLOCK);
    }
}
