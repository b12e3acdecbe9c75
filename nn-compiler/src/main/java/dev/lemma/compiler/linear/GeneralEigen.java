package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Lapack;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and right eigenvectors of any square matrices: {@code A v = λ v}, complex in general, in order of their real and then their imaginary parts.
 *
 * <p>By Hessenberg reduction and the QR iteration: about 10n³ operations for the values, 25n³ with the vectors. The values are those of a matrix that differs from A by a few ε·‖A‖;
 * how far that moves them depends on how far A is from normal: a defective eigenvalue of multiplicity p moves by the p-th root. Vectors have norm 1.
 *
 * @param real Re λ, [.., n]
 * @param imaginary Im λ, [.., n]
 * @param realVectors Re V, [.., n, n], eigenvectors as columns
 * @param imaginaryVectors Im V, [.., n, n]
 * @see <a href="https://doi.org/10.1137/1.9780898719604">LAPACK Users' Guide, geev</a>
 */
public record GeneralEigen(Array real, Array imaginary, Array realVectors, Array imaginaryVectors) {

    /**
     * The decomposition of each matrix.
     *
     * @param a [.., n, n]
     */
    public static GeneralEigen of(Array a) {
        Matrices matrices = Matrices.square("eigenvalues", a);
        int n = matrices.rows();
        Object[] results = {matrices.results(n), matrices.results(n), matrices.results(n * n), matrices.results(n * n)};
        for (int m = 0; n > 0 && m < matrices.count(); m++) {
            Object re = Dense.numbers(matrices.type(), n);
            Object im = Dense.numbers(matrices.type(), n);
            Object left = Dense.numbers(matrices.type(), n * n);
            // Left vectors of the column-major transpose, conjugated, are right vectors of the row-major matrix.
            int info = Lapack.best().geev(n, matrices.copy(m), re, im, left);
            if (info != 0) {
                throw new ArithmeticException(
                        "eigenvalues: no convergence for " + matrices.name(m) + " (info " + info + ")");
            }
            int[] order = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> Dense.get(re, i))
                            .thenComparingDouble(i -> Dense.get(im, i)))
                    .mapToInt(i -> i)
                    .toArray();
            for (int j = 0; j < n; j++) {
                int from = order[j];
                double lambda = Dense.get(im, from);
                Dense.set(results[0], m * n + j, Dense.get(re, from));
                Dense.set(results[1], m * n + j, lambda);
                int first = lambda < 0 ? from - 1 : from; // of the pair
                for (int i = 0; i < n; i++) {
                    int at = matrices.offset(m) + i * n + j;
                    Dense.set(results[2], at, Dense.get(left, first * n + i));
                    double other = lambda == 0 ? 0 : Dense.get(left, (first + 1) * n + i);
                    Dense.set(results[3], at, lambda > 0 ? -other : other);
                }
            }
        }
        return new GeneralEigen(
                matrices.result(results[0], n),
                matrices.result(results[1], n),
                matrices.result(results[2], n, n),
                matrices.result(results[3], n, n));
    }

    /** {@code max |λ|}, one per matrix: the spectral radius. */
    public double[] radius() {
        int n = real.shape().extent(-1);
        double[] radius = new double[real.shape().size() / Math.max(1, n)];
        for (int i = 0; i < real.shape().size(); i++) {
            radius[i / n] = Math.max(radius[i / n], Math.hypot(real.get(i), imaginary.get(i)));
        }
        return radius;
    }
}
