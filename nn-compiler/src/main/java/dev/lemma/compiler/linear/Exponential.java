package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.PadeExponential;

/**
 * The matrix exponential {@code eᴬ = Σ Aᵏ/k!} by scaling and squaring: {@code (r(A/2ˢ))^(2ˢ)}, r the diagonal Padé approximant of degree 3, 5, 7, 9 or 13.
 *
 * <p>Degree and s are the least that keep the approximation's backward error below ε in float64, by the 1-norm of A. The average μ of the diagonal is taken out first,
 * {@code eᴬ = e^μ e^{A − μI}}. Cost: (12 + 2s)n³ to (14 + 2s)n³. Computed in float64 for both types. The relative error is about ε times the condition of the exponential, at least ‖A‖: for
 * normal matrices that is all.
 *
 * @see <a href="https://doi.org/10.1137/04061101X">Higham 2005, The scaling and squaring method for the matrix exponential revisited, algorithm 2.3</a>
 */
public final class Exponential {

    private Exponential() {}

    /**
     * {@code eᴬ} of each matrix.
     *
     * @param a [.., n, n]
     * @throws ArithmeticException if the result is too large for the type
     */
    public static Array of(Array a) {
        Matrices matrices = Matrices.square("matrix exponential", a);
        int n = matrices.rows();
        Object results = matrices.results(n * n);
        for (int m = 0; n > 0 && m < matrices.count(); m++) {
            double[] one = new double[n * n];
            for (int i = 0; i < n * n; i++) {
                one[i] = a.get(matrices.offset(m) + i);
            }
            double[] exponential = PadeExponential.of(n, one);
            for (int i = 0; i < n * n; i++) {
                Dense.set(results, matrices.offset(m) + i, exponential[i]);
                if (!Double.isFinite(Dense.get(results, matrices.offset(m) + i))) {
                    throw new ArithmeticException("matrix exponential: that of " + matrices.name(m)
                            + " is too large for " + matrices.type()
                            + (matrices.type() == DType.FLOAT32 ? ": work in float64" : ""));
                }
            }
        }
        return matrices.result(results, n, n);
    }
}
