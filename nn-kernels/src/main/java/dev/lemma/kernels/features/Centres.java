package dev.lemma.kernels.features;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.Arrays;

/**
 * Which points of a sample stand for all of it: uniformly drawn ones, or ones drawn in proportion to their ridge leverage scores.
 *
 * <pre>{@code
 * ℓᵢ(λ) = [K(K + nλI)⁻¹]ᵢᵢ ∈ [0, 1]
 * }</pre>
 *
 * <p>The sum of the scores is the number of degrees of freedom at λ, and of the order of as many centres are enough for the error of regression with that penalty.
 *
 * @see <a href="https://arxiv.org/abs/1411.0306">Alaoui and Mahoney 2015, definition 1 and theorem 3</a>
 */
public final class Centres {

    private Centres() {}

    /** m different numbers of n, ascending, all sets equally likely. */
    public static int[] uniform(int n, int m, Key key) {
        requireEnough(n, m);
        int[] chosen = Arrays.copyOf(Randomness.permutation(key, n), m);
        Arrays.sort(chosen);
        return chosen;
    }

    /** m different numbers, ascending, drawn one after the other in proportion to the scores of those that are left. */
    public static int[] byScores(double[] scores, int m, Key key) {
        requireEnough(scores.length, m);
        // Of exponential clocks with these rates the first m to ring (Efraimidis and Spirakis 2006).
        double[] clocks = new double[scores.length];
        Randomness.uniform(key, clocks);
        Integer[] order = new Integer[scores.length];
        for (int i = 0; i < clocks.length; i++) {
            clocks[i] = -Math.log1p(-clocks[i]) / Math.max(scores[i], 1e-300);
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Double.compare(clocks[a], clocks[b]));
        int[] chosen = new int[m];
        for (int i = 0; i < m; i++) {
            chosen[i] = order[i];
        }
        Arrays.sort(chosen);
        return chosen;
    }

    private static void requireEnough(int n, int m) {
        if (m < 1 || m > n) {
            throw new IllegalArgumentException(
                    "centres: expected between 1 and " + n + ", the number of points, got " + m);
        }
    }

    /** All scores, exactly: n³. */
    public static double[] leverageScores(Kernel kernel, Array x, double penalty) {
        Check.positive("penalty", penalty);
        Array points = x.as(DType.FLOAT64);
        Array k = Gram.of(kernel).matrix(points);
        int n = k.shape().extent(0);
        double[] numbers = (double[]) k.storage();
        for (int i = 0; i < n; i++) {
            numbers[i * (n + 1)] += n * penalty;
        }
        Array inverse = PositiveDefinite.of(k, Jitter.USUAL, () -> "a penalty that is too small")
                .factor()
                .inverse();
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            scores[i] = Math.min(1, Math.max(0, 1 - n * penalty * inverse.get(i * (n + 1))));
        }
        return scores;
    }

    /**
     * All scores, approximately, from a uniform sketch of s points: {@code ℓ̃ᵢ = (kᵢᵢ − kᵢ(K_ss + sλI)⁻¹kᵢ)/nλ}, which is not below the exact score's share by more than the sketch misses. ns² operations.
     *
     * @param sketch s
     */
    public static double[] approximateLeverageScores(Kernel kernel, Array x, double penalty, int sketch, Key key) {
        Check.positive("penalty", penalty);
        Array points = x.as(DType.FLOAT64);
        int n = points.shape().extent(0);
        Array some = points.rows(uniform(n, sketch, key));
        Gram gram = Gram.of(kernel);
        Array k = gram.matrix(some);
        double[] numbers = (double[]) k.storage();
        for (int i = 0; i < sketch; i++) {
            numbers[i * (sketch + 1)] += sketch * penalty;
        }
        PositiveDefinite system = PositiveDefinite.of(k, Jitter.USUAL, () -> "a penalty that is too small");
        double[] scores = gram.diagonal(points).toDoubles();
        int block = 4096;
        for (int first = 0; first < n; first += block) {
            int rows = Math.min(block, n - first);
            double[] half = system.factor()
                    .solveFactor(gram.matrix(some, points.rows(first, first + rows)))
                    .toDoubles();
            for (int place = 0; place < half.length; place++) {
                scores[first + place % rows] -= half[place] * half[place];
            }
        }
        for (int i = 0; i < n; i++) {
            scores[i] = Math.min(1, Math.max(0, scores[i] / (n * penalty)));
        }
        return scores;
    }
}
