package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;

/**
 * {@code ‖A‖ = σ₁}, the largest singular value, by power iteration on {@code AᵀA}.
 *
 * <p>Each iteration takes a product of A and one of its adjoint, and multiplies the error of σ₁ by about {@code (σ₂/σ₁)⁴}. The value is {@code ‖Av‖} of a unit vector, so never above the norm but for rounding.
 *
 * @param value σ, at most {@code ‖A‖}
 * @param residual {@code ‖AᵀAv − σ²v‖/σ}: a singular value of A lies within it of σ, to first order
 * @param left {@code Av/σ}, [m]
 * @param right v, [n]
 * @param iterations done
 * @param converged whether the residual fell below the tolerance times σ
 */
public record OperatorNorm(double value, double residual, Array left, Array right, int iterations, boolean converged) {

    /**
     * The iteration from a Gaussian vector.
     *
     * @param tolerance relative to σ, for the residual
     * @param iterations at most so many
     */
    public static OperatorNorm of(LinearOperator a, DType type, double tolerance, int iterations, Key key) {
        Check.notNegative("tolerance", tolerance);
        Check.atLeastOne("iterations", iterations);
        int m = a.rows();
        int n = a.columns();
        double[] v = Columns.gaussian(key, type, n, 1).toDoubles();
        Columns.scale(v, 1 / Columns.norm(v));
        int iteration = 0;
        while (true) {
            double[] u = Columns.product("operator norm", a::apply, v, type, m);
            double sigma = Columns.norm(u);
            iteration++;
            if (sigma == 0) {
                return new OperatorNorm(0, 0, vector(u, type), vector(v, type), iteration, true);
            }
            Columns.scale(u, 1 / sigma);
            double[] next = Columns.product("operator norm", a::applyAdjoint, u, type, n);
            double[] difference = next.clone();
            Columns.add(difference, -sigma, v);
            double residual = Columns.norm(difference);
            boolean converged = residual <= tolerance * sigma;
            if (converged || iteration == iterations) {
                return new OperatorNorm(sigma, residual, vector(u, type), vector(v, type), iteration, converged);
            }
            v = next;
            Columns.scale(v, 1 / Columns.norm(v));
        }
    }

    private static Array vector(double[] v, DType type) {
        return Array.of(Shape.of(v.length), v).as(type);
    }
}
