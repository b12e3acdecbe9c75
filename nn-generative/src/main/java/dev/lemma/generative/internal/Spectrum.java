package dev.lemma.generative.internal;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;
import java.util.function.DoubleUnaryOperator;

/**
 * The eigen-decomposition of a symmetric matrix given row by row, A = V diag(λ) Vᵀ, λ ascending.
 *
 * @param values λ
 * @param vectors V row by row: column j belongs to λⱼ
 */
public record Spectrum(double[] values, double[][] vectors) {

    /** Of the symmetric part of a matrix, which rounding may have left a little beside it. */
    public static Spectrum of(double[][] matrix) {
        int n = matrix.length;
        double[] symmetric = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                symmetric[i * n + j] = (matrix[i][j] + matrix[j][i]) / 2;
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(Array.of(Shape.of(n, n), symmetric));
        double[] flat = eigen.vectors().toDoubles();
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(flat, i * n, vectors[i], 0, n);
        }
        return new Spectrum(eigen.values().toDoubles(), vectors);
    }

    /** {@code V diag(f(λ)) Vᵀ}. */
    public double[][] map(DoubleUnaryOperator f) {
        int n = values.length;
        double[][] result = new double[n][n];
        for (int k = 0; k < n; k++) {
            double value = f.applyAsDouble(values[k]);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    result[i][j] += vectors[i][k] * value * vectors[j][k];
                }
            }
        }
        return result;
    }
}
