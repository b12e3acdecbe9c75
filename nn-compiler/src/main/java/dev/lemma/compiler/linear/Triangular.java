package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.TriangularSolver;

/**
 * Systems with triangular matrices, by substitution: {@code op(T) X = B}, {@code op(T) = T} or {@code Tᵀ}.
 *
 * <p>Cost: n²k. The computed X solves a system that differs from the given one by n·ε·|T|, entry by entry, whatever the condition.
 *
 * @see <a href="https://doi.org/10.1137/1.9780898718027">Higham 2002, Accuracy and Stability of Numerical Algorithms, theorem 8.5</a>
 */
public final class Triangular {

    private Triangular() {}

    /** On the calling thread. */
    public static Array solve(Array t, boolean lower, boolean transposed, Array b) {
        return solve(t, lower, transposed, b, Team.of(1));
    }

    /**
     * The solution X, in the shape of B.
     *
     * @param t [.., n, n]; only one triangle is read
     * @param lower whether it is the lower one
     * @param transposed whether to solve with {@code Tᵀ}
     * @param b [.., n] or [.., n, k]
     * @throws IllegalArgumentException if a number on the diagonal is 0: the matrix is singular
     */
    public static Array solve(Array t, boolean lower, boolean transposed, Array b, Team team) {
        Matrices matrices = Matrices.square("triangular solve", t);
        int n = matrices.rows();
        int k = matrices.columns(b, n);
        Object x = Dense.copy(b.storage(), 0, b.shape().size());
        for (int i = 0; i < matrices.count(); i++) {
            matrices.checks().regular(t.storage(), 0, i);
            TriangularSolver.solve(
                    lower, transposed, false, n, t.storage(), matrices.offset(i), n, k, x, i * n * k, k, team);
        }
        return Dense.array(b.shape(), x);
    }
}
