package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Factors;

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
            Object copy = matrices.copy(i);
            Object rows = n == k ? copy : Dense.numbers(matrices.type(), m * k);
            Factors.qr(m, n, copy, Dense.numbers(matrices.type(), k), rows, q, i * m * k, r, i * k * n);
        }
        return new Qr(matrices.result(q, m, k), matrices.result(r, k, n));
    }
}
