package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.internal.lapack.Lapack;

/**
 * The reduced QR factorisation {@code A = Q R}: Q [.., m, k] with orthonormal columns, R [.., k, n] upper triangular with a diagonal of at least 0, k = min(m, n).
 *
 * <p>By Householder reflections: about 4mn² operations for both factors, for m ≥ n. Where A has full column rank the factors are unique, and Q of a Gaussian matrix is Haar
 * distributed.
 *
 * @param q Q
 * @param r R
 * @see <a href="https://arxiv.org/abs/math-ph/0609050">Mezzadri 2006, section 5: why the signs matter</a>
 */
public record Qr(Array q, Array r) {

    /**
     * The factorisation of each matrix.
     *
     * @param a [.., m, n]
     */
    public static Qr of(Array a) {
        Matrices matrices = Matrices.of("QR", a).finite();
        int m = matrices.rows();
        int n = matrices.columns();
        int k = Math.min(m, n);
        Object q = matrices.results(m * k);
        Object r = matrices.results(k * n);
        for (int i = 0; k > 0 && i < matrices.count(); i++) {
            // The row-major matrix is a column-major transpose n × m: Aᵀ = L Q̃ there, so Q is the transpose of Q̃, row
            // by row.
            Object factors = matrices.copy(i);
            Object tau = Dense.numbers(matrices.type(), k);
            require(Lapack.best().gelqf(n, m, factors, tau));
            System.arraycopy(factors, 0, r, i * k * n, k * n);
            clearBelow(r, i * k * n, k, n);
            Object rows = n == k ? factors : Dense.numbers(matrices.type(), m * k);
            for (int c = 0; n != k && c < m; c++) {
                System.arraycopy(factors, c * n, rows, c * k, k);
            }
            require(Lapack.best().orglq(k, m, k, rows, tau));
            System.arraycopy(rows, 0, q, i * m * k, m * k);
            for (int j = 0; j < k; j++) {
                int diagonal = i * k * n + j * (n + 1);
                if (Dense.get(r, diagonal) < 0) {
                    Dense.scale(r, diagonal, 1, n - j, -1);
                    Dense.scale(q, i * m * k + j, k, m, -1);
                }
            }
        }
        return new Qr(matrices.result(q, m, k), matrices.result(r, k, n));
    }

    private static void clearBelow(Object r, int offset, int k, int n) {
        for (int i = 0; i < k; i++) {
            Dense.fill(r, offset + i * n, offset + i * n + i, 0);
        }
    }

    private static void require(int info) {
        if (info != 0) {
            throw new IllegalStateException("QR: LAPACK refuses argument " + -info);
        }
    }
}
