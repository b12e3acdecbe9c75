package dev.lemma.compiler.linear;

import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.lapack.CholeskyBlocks;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Lapack;
import dev.lemma.compiler.internal.lapack.TriangularSolver;

/**
 * The Cholesky factorisation of symmetric positive definite matrices: {@code A = L Lᵀ}, L lower triangular with a positive diagonal.
 *
 * <p>Only the lower triangle of A is used, once A has been seen to be symmetric. Cost: n³/3, and n² for each right-hand side. The factorisation ends well exactly if A is
 * positive definite beyond rounding, that is if its smallest eigenvalue is above about n·ε of the largest.
 *
 * @see <a href="https://doi.org/10.1137/1.9780898718027">Higham 2002, Accuracy and Stability of Numerical Algorithms, chapter 10</a>
 */
public final class Cholesky {

    private static final String NAME = "Cholesky";

    private final Matrices factors;
    private final Team team;

    private Cholesky(Matrices factors, Team team) {
        this.factors = factors;
        this.team = team;
    }

    /** On the calling thread. */
    public static Cholesky of(Array a) {
        return of(a, Team.of(1));
    }

    /**
     * The factorisation of each matrix.
     *
     * @param a [.., n, n]
     * @param team shares the work, of solving too
     * @throws NotPositiveDefiniteException if a matrix is not, naming the first pivot that is not above 0
     */
    public static Cholesky of(Array a, Team team) {
        Matrices matrices = Matrices.symmetric(NAME, a);
        return factorise(matrices, Dense.copy(a.storage(), 0, a.shape().size()), team);
    }

    /** The same over the numbers of {@code a} itself, which are lost: for matrices too large to be there twice. */
    public static Cholesky inPlace(Array a, Team team) {
        return factorise(Matrices.symmetric(NAME, a), a.storage(), team);
    }

    private static Cholesky factorise(Matrices matrices, Object numbers, Team team) {
        int n = matrices.rows();
        for (int m = 0; n > 0 && m < matrices.count(); m++) {
            Object one = matrices.count() == 1 ? numbers : Dense.copy(numbers, matrices.offset(m), n * n);
            double[] diagonal = new double[n];
            for (int i = 0; i < n; i++) {
                diagonal[i] = Dense.get(one, i * (n + 1));
            }
            int failed = CholeskyBlocks.factorise(n, one, team, Lapack.best());
            if (failed > 0) {
                throw matrices.checks().notPositiveDefinite(m, one, diagonal, failed - 1);
            }
            Dense.clear(one, 0, n, true);
            if (one != numbers) {
                System.arraycopy(one, 0, numbers, matrices.offset(m), n * n);
            }
        }
        Array factor = Dense.array(matrices.array().shape(), numbers);
        return new Cholesky(Matrices.of(NAME, factor), team);
    }

    /** L, [.., n, n], zeros above its diagonal. */
    public Array factor() {
        return factors.array();
    }

    /** {@code log det A = 2 Σ log lᵢᵢ}, one number per matrix. */
    public Array logDeterminant() {
        int n = factors.rows();
        Object sums = factors.results(1);
        for (int m = 0; m < factors.count(); m++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.log(factors.array().get(factors.offset(m) + i * (n + 1)));
            }
            Dense.set(sums, m, 2 * sum);
        }
        return factors.result(sums);
    }

    /** {@code A⁻¹B}, for B [.., n] or [.., n, k]. */
    public Array solve(Array b) {
        return solve(b, true, true);
    }

    /** {@code L⁻¹B}: with B standard deviations away from 0 in the metric of A⁻¹, {@code ‖L⁻¹b‖² = bᵀA⁻¹b}. */
    public Array solveFactor(Array b) {
        return solve(b, true, false);
    }

    /** {@code L⁻ᵀB}. */
    public Array solveTransposedFactor(Array b) {
        return solve(b, false, true);
    }

    private Array solve(Array b, boolean first, boolean second) {
        int n = factors.rows();
        int k = factors.columns(b, n);
        Object x = Dense.copy(b.storage(), 0, b.shape().size());
        Object l = factors.array().storage();
        for (int m = 0; m < factors.count(); m++) {
            int at = factors.offset(m);
            if (first) {
                TriangularSolver.solve(true, false, false, n, l, at, n, k, x, m * n * k, k, team);
            }
            if (second) {
                TriangularSolver.solve(true, true, false, n, l, at, n, k, x, m * n * k, k, team);
            }
        }
        return Dense.array(b.shape(), x);
    }

    /** {@code A⁻¹}, symmetric to the last bit: 2n³/3 operations, from the factor. */
    public Array inverse() {
        int n = factors.rows();
        Object inverse =
                Dense.copy(factors.array().storage(), 0, factors.array().shape().size());
        for (int m = 0; n > 0 && m < factors.count(); m++) {
            int at = factors.offset(m);
            Object one = factors.count() == 1 ? inverse : Dense.copy(inverse, at, n * n);
            // Its rows are LAPACK's columns: the lower triangle is an upper one there.
            Lapack.best().potri(true, n, one);
            Dense.mirror(one, 0, n);
            if (one != inverse) {
                System.arraycopy(one, 0, inverse, at, n * n);
            }
        }
        return Dense.array(factors.array().shape(), inverse);
    }

    /** The batch axes and n. */
    @Override
    public String toString() {
        Shape shape = factors.array().shape();
        return "Cholesky" + shape;
    }
}
