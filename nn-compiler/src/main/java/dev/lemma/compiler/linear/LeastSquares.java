package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.internal.lapack.Dense;
import java.util.ArrayList;
import java.util.List;

/**
 * Linear least squares: of all X that minimise {@code ‖A X − B‖} the one of least norm, {@code X = A⁺B}.
 *
 * <p>By the singular value decomposition (of the triangular factor, where A has more rows than columns): about 2mn² + 20n³ operations. Singular values below {@code tolerance·σ₁} count as 0.
 *
 * @param x X, [.., n] or [.., n, k], as B is
 * @param residuals {@code ‖A x − b‖} of every right-hand side, [..] or [.., k]
 * @param rank numerical rank, one per matrix
 * @param singularValues of A, [.., min(m, n)]
 * @see <a href="https://doi.org/10.1137/1.9781611971484">Björck 1996, Numerical Methods for Least Squares Problems, section 2.7</a>
 */
public record LeastSquares(Array x, Array residuals, List<Integer> rank, Array singularValues) {

    public LeastSquares {
        rank = List.copyOf(rank);
    }

    /** With the tolerance max(m, n)·ε. */
    public static LeastSquares solve(Array a, Array b) {
        return solve(a, b, Double.NaN);
    }

    /**
     * The solution for each matrix.
     *
     * @param a [.., m, n]
     * @param b [.., m] or [.., m, k]
     * @param tolerance at least 0 and below 1
     */
    public static LeastSquares solve(Array a, Array b, double tolerance) {
        Matrices matrices = Matrices.of("least squares", a).finite();
        int m = matrices.rows();
        int n = matrices.columns();
        int k = matrices.columns(b, m);
        boolean vector = b.shape().rank() == a.shape().rank() - 1;
        if (tolerance < 0 || tolerance >= 1) {
            throw new IllegalArgumentException("least squares: tolerance must be in [0, 1), got " + tolerance);
        }
        Object reduced = b.storage();
        Array matrix = a;
        int rows = m;
        if (m > n) {
            Qr qr = Qr.of(a);
            matrix = qr.r();
            rows = n;
            reduced = matrices.results(n * k);
            for (int i = 0; i < matrices.count(); i++) {
                Dense.multiply(
                        true,
                        false,
                        n,
                        k,
                        m,
                        1,
                        qr.q().storage(),
                        i * m * n,
                        n,
                        b.storage(),
                        i * m * k,
                        k,
                        0,
                        reduced,
                        i * n * k,
                        k);
            }
        }
        Svd svd = Svd.of(matrix);
        double kept = Double.isNaN(tolerance) ? Math.max(m, n) * a.type().epsilon() : tolerance;
        Array inverse = svd.pseudoInverse(kept);
        Object x = matrices.results(n * k);
        Object residuals = matrices.results(k);
        for (int i = 0; i < matrices.count(); i++) {
            Dense.multiply(
                    false,
                    false,
                    n,
                    k,
                    rows,
                    1,
                    inverse.storage(),
                    i * n * rows,
                    rows,
                    reduced,
                    i * rows * k,
                    k,
                    0,
                    x,
                    i * n * k,
                    k);
            Object left = Dense.copy(b.storage(), i * m * k, m * k);
            Dense.multiply(false, false, m, k, n, 1, a.storage(), i * m * n, n, x, i * n * k, k, -1, left, 0, k);
            for (int c = 0; c < k; c++) {
                double norm = 0;
                for (int r = 0; r < m; r++) {
                    norm = Math.hypot(norm, Dense.get(left, r * k + c));
                }
                Dense.set(residuals, i * k + c, norm);
            }
        }
        List<Integer> ranks = new ArrayList<>();
        for (int rank : svd.rank(kept)) {
            ranks.add(rank);
        }
        return new LeastSquares(
                vector ? matrices.result(x, n) : matrices.result(x, n, k),
                vector ? matrices.result(residuals) : matrices.result(residuals, k),
                ranks,
                svd.values());
    }
}
