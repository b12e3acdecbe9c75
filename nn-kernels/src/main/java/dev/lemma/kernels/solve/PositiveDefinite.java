package dev.lemma.kernels.solve;

import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.linear.Cholesky;
import dev.lemma.compiler.linear.Lanczos;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.compiler.linear.SymmetricOperator;
import java.util.function.Supplier;

/**
 * A Gram matrix, noise on its diagonal included, factorised as {@code A + jI = LLᵀ} with the smallest jitter j of those allowed that lets it be.
 *
 * <p>Cost: n³/3 for each jitter tried, n² for each solution. Solutions carry an error of about condition·ε.
 */
public final class PositiveDefinite {

    private static final int LANCZOS_STEPS = 20;

    /** Up to here a failure is explained by all eigenvalues, beyond by a few steps of Lanczos. */
    private static final int SMALL = 1500;

    private final Array matrix;
    private final Cholesky factor;
    private final double jitter;

    private PositiveDefinite(Array matrix, Cholesky factor, double jitter) {
        this.matrix = matrix;
        this.factor = factor;
        this.jitter = jitter;
    }

    /**
     * The factorisation.
     *
     * @param matrix [n, n], symmetric, float64; kept, do not write to it
     * @param cause what is likely wrong, in a clause, if it cannot be factorised
     * @throws IllegalArgumentException if the matrix is not positive definite even with the jitter allowed: with its smallest eigenvalue, the jitter tried and
     *     the likely cause
     */
    public static PositiveDefinite of(Array matrix, Jitter policy, Supplier<String> cause) {
        double mean = meanDiagonal(matrix);
        double jitter = 0;
        for (double relative = policy.first(); ; relative *= 10) {
            try {
                return new PositiveDefinite(matrix, Cholesky.of(plusDiagonal(matrix, jitter), team()), jitter);
            } catch (NotPositiveDefiniteException e) {
                if (relative > policy.most() * 1.0001) {
                    throw failure(matrix, jitter, cause, e);
                }
                jitter = relative * mean;
            }
        }
    }

    private static IllegalArgumentException failure(
            Array matrix, double jitter, Supplier<String> cause, NotPositiveDefiniteException e) {
        int n = matrix.shape().extent(0);
        double smallest = n <= SMALL
                ? SymmetricEigen.values(matrix).get(0)
                : lanczos(matrix.shape().extent(0), v -> product(matrix, v)).values()[0];
        return new IllegalArgumentException(
                "the " + n + " by " + n + " matrix is not positive definite: its smallest eigenvalue is "
                        + (n <= SMALL ? "" : "at most ") + smallest + ", the largest jitter tried is " + jitter
                        + ". Likely cause: " + cause.get(),
                e);
    }

    /** Threads for work on arrays: those of the usual executor. */
    public static Team team() {
        return Fused.executor() instanceof FusedExecutor fused ? fused.team() : Team.of(1);
    }

    static double meanDiagonal(Array matrix) {
        int n = matrix.shape().extent(0);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += matrix.get(i * (n + 1));
        }
        return sum / n;
    }

    /** {@code A + jI}; A itself if j = 0. */
    private static Array plusDiagonal(Array matrix, double jitter) {
        if (jitter == 0) {
            return matrix;
        }
        int n = matrix.shape().extent(0);
        double[] moved = matrix.toDoubles();
        for (int i = 0; i < n; i++) {
            moved[i * (n + 1)] += jitter;
        }
        return Array.of(matrix.shape(), moved);
    }

    /** n. */
    public int size() {
        return matrix.shape().extent(0);
    }

    /** A, without jitter. */
    public Array matrix() {
        return matrix;
    }

    /** L and what follows from it. */
    public Cholesky factor() {
        return factor;
    }

    /** j. */
    public double jitter() {
        return jitter;
    }

    /** {@code (A + jI)⁻¹B}, for B [n] or [n, k]. */
    public Array solve(Array b) {
        return factor.solve(b);
    }

    /** {@code log det(A + jI)}. */
    public double logDeterminant() {
        return factor.logDeterminant().item();
    }

    /** How good a solution x of A x = b is: 20 products and 20 solutions more. */
    public SolveReport report(Array x, Array b) {
        int n = size();
        int width = b.shape().size() / n;
        double error = 0;
        double scale = 0;
        for (int c = 0; c < width; c++) {
            double[] column = column(x, c, width);
            double[] product = product(matrix, Array.vector(column)).toDoubles();
            for (int i = 0; i < n; i++) {
                double want = b.get(i * width + c);
                error += (product[i] - want) * (product[i] - want);
                scale += want * want;
            }
        }
        double largest = lanczos(n, v -> product(matrix, v)).largest() + jitter;
        double smallest = 1 / lanczos(n, factor::solve).largest();
        return new SolveReport(jitter, smallest, largest, scale == 0 ? Math.sqrt(error) : Math.sqrt(error / scale));
    }

    private static double[] column(Array x, int c, int width) {
        double[] column = new double[x.shape().size() / width];
        for (int i = 0; i < column.length; i++) {
            column[i] = x.get(i * width + c);
        }
        return column;
    }

    private static Lanczos lanczos(int n, SymmetricOperator operator) {
        double[] start = new double[n];
        Randomness.normal(Key.of(0).of("lanczos"), start);
        return Lanczos.of(operator, Array.vector(start), LANCZOS_STEPS);
    }

    /** {@code A v} of a symmetric matrix, on all threads. */
    public static double[] times(Array matrix, double[] v) {
        return product(matrix, Array.vector(v)).toDoubles();
    }

    private static Array product(Array matrix, Array v) {
        int n = v.shape().size();
        double[] a = matrix.type() == DType.FLOAT64 ? (double[]) matrix.storage() : matrix.toDoubles();
        double[] x = v.toDoubles();
        double[] y = new double[n];
        team().run((n + 63) / 64, part -> {
            for (int i = part * 64; i < Math.min(n, (part + 1) * 64); i++) {
                double even = 0;
                double odd = 0;
                int row = i * n;
                int j = 0;
                for (; j + 1 < n; j += 2) {
                    even += a[row + j] * x[j];
                    odd += a[row + j + 1] * x[j + 1];
                }
                y[i] = even + odd + (j < n ? a[row + j] * x[j] : 0);
            }
        });
        return Array.of(Shape.of(n), y);
    }
}
