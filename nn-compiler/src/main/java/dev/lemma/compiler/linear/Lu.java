package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Factors;
import dev.lemma.compiler.internal.lapack.Lapack;
import dev.lemma.compiler.internal.lapack.LuBlocks;

/**
 * General square systems {@code A X = B} by Gaussian elimination with pivoting, and determinants.
 *
 * <pre>{@code
 * A P = L U,   P a permutation of columns, L lower triangular, U upper triangular with ones on its diagonal
 * }</pre>
 *
 * <p>Cost: 2n³/3, and 2n² for each right-hand side. Pivots are the largest of their rows (LAPACK's getrf on the transpose). X solves a system that differs from the given one by about
 * n·ε·‖A‖; its own error is larger by the condition of A.
 *
 * @see <a href="https://doi.org/10.1137/1.9780898718027">Higham 2002, Accuracy and Stability of Numerical Algorithms, chapter 9</a>
 */
public final class Lu {

    private static final String NAME = "LU";

    private final Matrices factors;
    private final int[][] pivots;
    private final int[] singular;
    private final Team team;

    private Lu(Matrices factors, int[][] pivots, int[] singular, Team team) {
        this.factors = factors;
        this.pivots = pivots;
        this.singular = singular;
        this.team = team;
    }

    /** On the calling thread. */
    public static Lu of(Array a) {
        return of(a, Team.of(1));
    }

    /**
     * The factorisation of each matrix; a singular one has one, but nothing can be solved with it.
     *
     * @param a [.., n, n]
     * @param team shares the work, of solving too
     */
    public static Lu of(Array a, Team team) {
        Matrices matrices = Matrices.square(NAME, a);
        int n = matrices.rows();
        Object numbers = Dense.copy(a.storage(), 0, a.shape().size());
        int[][] pivots = new int[matrices.count()][n];
        int[] singular = new int[matrices.count()];
        for (int m = 0; n > 0 && m < matrices.count(); m++) {
            Object one = matrices.count() == 1 ? numbers : matrices.copy(m);
            // The row-major matrix is a column-major transpose: Aᵀ = P L U there.
            singular[m] = LuBlocks.factorise(n, one, pivots[m], team, Lapack.best());
            if (one != numbers) {
                System.arraycopy(one, 0, numbers, matrices.offset(m), n * n);
            }
        }
        return new Lu(Matrices.of(NAME, Dense.array(a.shape(), numbers)), pivots, singular, team);
    }

    /** Whether the matrix (of a batch: any) has a pivot that is exactly 0. */
    public boolean isSingular() {
        for (int k : singular) {
            if (k > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@code A⁻¹B}, for B [.., n] or [.., n, k].
     *
     * @throws IllegalArgumentException if a matrix is singular
     */
    public Array solve(Array b) {
        return solve(b, false);
    }

    /** {@code A⁻ᵀB}, for B [.., n] or [.., n, k]. */
    public Array solveTransposed(Array b) {
        return solve(b, true);
    }

    private Array solve(Array b, boolean transposed) {
        int n = factors.rows();
        int k = factors.columns(b, n);
        for (int m = 0; m < factors.count(); m++) {
            if (singular[m] > 0) {
                throw new IllegalArgumentException("solve: " + factors.name(m) + " is singular: pivot "
                        + (singular[m] - 1) + " is 0; for the solution of least norm take LeastSquares");
            }
        }
        Object x = Dense.copy(b.storage(), 0, b.shape().size());
        Object f = factors.array().storage();
        Object row = Dense.numbers(factors.type(), k);
        for (int m = 0; m < factors.count(); m++) {
            Factors.solveLu(transposed, n, f, factors.offset(m), pivots[m], k, x, m * n * k, row, team);
        }
        return Dense.array(b.shape(), x);
    }

    /** {@code A⁻¹}. */
    public Array inverse() {
        int n = factors.rows();
        Object identity = factors.results(n * n);
        for (int m = 0; m < factors.count(); m++) {
            for (int i = 0; i < n; i++) {
                Dense.set(identity, factors.offset(m) + i * (n + 1), 1);
            }
        }
        return solve(factors.result(identity, n, n));
    }

    /** {@code log |det A|}, one number per matrix; −∞ if it is singular. */
    public Array logDeterminant() {
        int n = factors.rows();
        Object sums = factors.results(1);
        for (int m = 0; m < factors.count(); m++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.log(Math.abs(factors.array().get(factors.offset(m) + i * (n + 1))));
            }
            Dense.set(sums, m, sum);
        }
        return factors.result(sums);
    }

    /** The sign of {@code det A}, one number per matrix: 1, −1, or 0 if it is singular. */
    public Array sign() {
        int n = factors.rows();
        Object signs = factors.results(1);
        for (int m = 0; m < factors.count(); m++) {
            double sign = 1;
            for (int i = 0; i < n; i++) {
                sign *= Math.signum(factors.array().get(factors.offset(m) + i * (n + 1)));
                sign = pivots[m][i] - 1 == i ? sign : -sign;
            }
            Dense.set(signs, m, sign == 0 ? 0 : sign);
        }
        return factors.result(signs);
    }

    /** {@code det A}, one number per matrix; {@link #logDeterminant} where it may overflow. */
    public Array determinant() {
        Array logarithms = logDeterminant();
        Array signs = sign();
        int n = factors.rows();
        Object determinants = factors.results(1);
        for (int m = 0; m < factors.count(); m++) {
            double product = signs.get(m);
            double magnitude = 1;
            for (int i = 0; i < n; i++) {
                magnitude *= Math.abs(factors.array().get(factors.offset(m) + i * (n + 1)));
            }
            // A product that left the range on its way is taken by logarithms.
            boolean safe = magnitude > 0x1p-900 && magnitude < 0x1p900;
            Dense.set(determinants, m, product * (safe || product == 0 ? magnitude : Math.exp(logarithms.get(m))));
        }
        return factors.result(determinants);
    }

    @Override
    public String toString() {
        Shape shape = factors.array().shape();
        return "LU" + shape;
    }
}
