package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.internal.lapack.Dense;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The Cholesky factorisation with complete pivoting, ended early: {@code A ≈ L Lᵀ} with L [n, r], from the diagonal of a positive semi-definite matrix and r of its rows.
 *
 * <p>Each step takes the row whose remaining diagonal is largest, the greedy choice. What is left, {@code A − LLᵀ}, is positive semi-definite, so its trace, which is known exactly, bounds its norm: that is the
 * error estimate. It ends when the trace falls below {@code tolerance} times that of A, or at the rank given. Cost: r rows and nr² operations.
 *
 * @see <a href="https://doi.org/10.1016/j.apnum.2011.10.001">Harbrecht, Peters and Schneider 2012, On the low-rank approximation by the pivoted Cholesky decomposition, algorithm 1</a>
 */
public final class PivotedCholesky {

    private final Array rows;
    private final int[] pivots;
    private final double trace;

    private PivotedCholesky(Array rows, int[] pivots, double trace) {
        this.rows = rows;
        this.pivots = pivots;
        this.trace = trace;
    }

    /**
     * Of a matrix that is written down.
     *
     * @param a [n, n], symmetric positive semi-definite
     * @param rank at least 1
     * @param tolerance at least 0
     */
    public static PivotedCholesky of(Array a, int rank, double tolerance) {
        Matrices matrices = Matrices.symmetric("pivoted Cholesky", a);
        if (matrices.batch().rank() > 0) {
            throw new ShapeException("pivoted Cholesky: expected one matrix [n, n], got " + a.shape());
        }
        int n = matrices.rows();
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = a.get(i * (n + 1));
        }
        return of(
                diagonal, i -> Dense.array(Shape.of(n), Dense.copy(a.storage(), i * n, n)), a.type(), rank, tolerance);
    }

    /**
     * Of a matrix that is known by its diagonal and its rows, as a Gram matrix is.
     *
     * @param diagonal of A, no number below 0
     * @param row the i-th row of A, [n]
     * @param type of the factor
     * @param rank at least 1
     * @param tolerance at least 0
     * @throws NotPositiveDefiniteException if a number that must not be negative is so beyond rounding
     */
    public static PivotedCholesky of(
            double[] diagonal, IntFunction<Array> row, DType type, int rank, double tolerance) {
        Check.atLeastOne("rank", rank);
        Check.notNegative("tolerance", tolerance);
        int n = diagonal.length;
        double[] left = diagonal.clone();
        double whole = 0;
        double largest = 0;
        for (double d : diagonal) {
            whole += d;
            largest = Math.max(largest, Math.abs(d));
        }
        if (!Double.isFinite(whole)) {
            throw new IllegalArgumentException("pivoted Cholesky: expected a diagonal of finite numbers");
        }
        double rounding = n * type.epsilon() * largest;
        requireNotNegative(left, rounding);
        int most = Math.min(rank, n);
        Object factor = Dense.numbers(type, most * n);
        int[] pivots = new int[most];
        int k = 0;
        double trace = whole;
        while (k < most) {
            int p = 0;
            for (int i = 1; i < n; i++) {
                p = left[i] > left[p] ? i : p;
            }
            if (left[p] <= rounding || trace <= tolerance * whole) {
                break;
            }
            Array a = row.apply(p);
            if (a.shape().size() != n) {
                throw new ShapeException(
                        "pivoted Cholesky: row " + p + " has shape " + a.shape() + ", expected [" + n + "]");
            }
            Object next = Dense.copy(a.as(type).storage(), 0, n);
            if (k > 0) {
                Object at = Dense.numbers(type, k);
                for (int j = 0; j < k; j++) {
                    Dense.set(at, j, Dense.get(factor, j * n + p));
                }
                Dense.multiply(false, false, 1, n, k, -1, at, 0, k, factor, 0, n, 1, next, 0, n);
            }
            double root = Math.sqrt(left[p]);
            Dense.scale(next, 0, 1, n, 1 / root);
            for (int j = 0; j < k; j++) {
                Dense.set(next, pivots[j], 0); // rounding only
            }
            Dense.set(next, p, root);
            trace = 0;
            for (int i = 0; i < n; i++) {
                double x = Dense.get(next, i);
                left[i] -= x * x;
            }
            left[p] = 0;
            for (int j = 0; j < k; j++) {
                left[pivots[j]] = 0;
            }
            requireNotNegative(left, rounding * 8);
            for (double d : left) {
                trace += Math.max(0, d);
            }
            System.arraycopy(next, 0, factor, k * n, n);
            pivots[k++] = p;
        }
        return new PivotedCholesky(
                Dense.array(Shape.of(k, n), Dense.copy(factor, 0, k * n)),
                Arrays.copyOf(pivots, k),
                Math.max(0, trace));
    }

    private static void requireNotNegative(double[] left, double rounding) {
        for (int i = 0; i < left.length; i++) {
            if (left[i] < -rounding) {
                throw new NotPositiveDefiniteException(
                        "pivoted Cholesky: the matrix is not positive semi-definite: its diagonal at " + i + " is "
                                + left[i] + " when the rows chosen before are taken out",
                        i,
                        left[i]);
            }
        }
    }

    /** r, the number of rows taken. */
    public int rank() {
        return pivots.length;
    }

    /** L, [n, r]. */
    public Array factor() {
        int r = rows.shape().extent(0);
        int n = rows.shape().extent(1);
        Object columns = Dense.numbers(rows.type(), r * n);
        Dense.transpose(rows.storage(), 0, r, n, columns, 0);
        return Dense.array(Shape.of(n, r), columns);
    }

    /** {@code Lᵀ}, [r, n], as it is kept. */
    public Array transposedFactor() {
        return rows;
    }

    /** The rows taken, in their order. */
    public int[] pivots() {
        return pivots.clone();
    }

    /** {@code tr(A − LLᵀ)}, at least the norm of {@code A − LLᵀ}. */
    public double residualTrace() {
        return trace;
    }
}
