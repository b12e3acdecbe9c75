package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Factors;
import dev.lemma.compiler.internal.lapack.Lapack;
import java.util.function.DoubleUnaryOperator;

/**
 * The eigen-decomposition of symmetric matrices: {@code A = V diag(λ) Vᵀ}, λ ascending, V orthogonal.
 *
 * <p>One triangle of A is used, once A has been seen to be symmetric. By tridiagonal reduction and divide and conquer: about 4n³/3 operations for the values, 9n³ with the vectors.
 * Eigenvalues carry an error of a few ε·‖A‖, and so do the residuals {@code Av − λv}; vectors of eigenvalues that lie closer together than that span the right space
 * but are not determined one by one. The first entry of largest magnitude of each vector is positive.
 *
 * @param values λ, [.., n]
 * @param vectors V, [.., n, n], eigenvectors as columns
 * @see <a href="https://doi.org/10.1137/1.9780898719604">LAPACK Users' Guide, syevd</a>
 */
public record SymmetricEigen(Array values, Array vectors) {

    /** From this size on the library's threads are asked for; where they begin to pay has not been measured well. */
    private static final int LARGE = 256;

    private static final String NAME = "symmetric eigen-decomposition";

    /** On the calling thread. */
    public static SymmetricEigen of(Array a) {
        return of(a, Team.of(1));
    }

    /**
     * The decomposition of each matrix.
     *
     * @param a [.., n, n]
     * @param team the native library's own threads, as many as the team has, share a large matrix; results then agree with those of one thread to rounding, not to the bit. Not for calls from within the work of a
     *     team
     */
    public static SymmetricEigen of(Array a, Team team) {
        int threads = a.shape().rank() >= 2 && a.shape().extent(-1) >= LARGE ? team.threads() : 1;
        Matrices matrices = Matrices.symmetric(NAME, a);
        int n = matrices.rows();
        Object values = matrices.results(n);
        Object vectors = matrices.results(n * n);
        for (int m = 0; n > 0 && m < matrices.count(); m++) {
            Object lambda = Dense.numbers(matrices.type(), n);
            Object one = matrices.copy(m);
            int to = m;
            int info = Lapack.best()
                    .sharing(
                            threads,
                            () -> Factors.symmetricEigen(n, one, lambda, values, to * n, vectors, matrices.offset(to)));
            require(info, matrices, m);
        }
        return new SymmetricEigen(matrices.result(values, n), matrices.result(vectors, n, n));
    }

    /** The eigenvalues alone, [.., n], ascending. */
    public static Array values(Array a) {
        Matrices matrices = Matrices.symmetric(NAME, a);
        int n = matrices.rows();
        Object values = matrices.results(n);
        for (int m = 0; n > 0 && m < matrices.count(); m++) {
            Object lambda = Dense.numbers(matrices.type(), n);
            require(Lapack.best().syevd(false, n, matrices.copy(m), lambda), matrices, m);
            System.arraycopy(lambda, 0, values, m * n, n);
        }
        return matrices.result(values, n);
    }

    private static void require(int info, Matrices matrices, int matrix) {
        if (info != 0) {
            throw new ArithmeticException(
                    NAME + ": no convergence for " + matrices.name(matrix) + " (info " + info + ")");
        }
    }

    /**
     * {@code f(A) = V diag(f(λ)) Vᵀ}: a square root, a logarithm, a resolvent.
     *
     * @param f finite at every eigenvalue
     * @throws IllegalArgumentException if it is not, naming the eigenvalue
     */
    public Array function(DoubleUnaryOperator f) {
        Matrices matrices = Matrices.of(NAME, vectors);
        int n = matrices.rows();
        Object result = matrices.results(n * n);
        for (int m = 0; m < matrices.count(); m++) {
            int at = matrices.offset(m);
            Object scaled = matrices.copy(m);
            for (int j = 0; j < n; j++) {
                double lambda = values.get(m * n + j);
                double value = f.applyAsDouble(lambda);
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "function of a symmetric matrix: it is " + value + " at the eigenvalue " + lambda);
                }
                Dense.scale(scaled, j, n, n, value);
            }
            Dense.multiply(false, true, n, n, n, 1, scaled, 0, n, vectors.storage(), at, n, 0, result, at, n);
            Dense.mirror(result, at, n);
        }
        return matrices.result(result, n, n);
    }
}
