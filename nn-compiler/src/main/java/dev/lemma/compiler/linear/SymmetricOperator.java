package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;

/**
 * A symmetric linear map {@code v ↦ A v} of ℝⁿ that is known only by its products, as a Hessian is, or a covariance too large to be written down.
 *
 * <pre>{@code
 * SymmetricOperator hessian = v -> product.call(theta, v);   // a program of Derivatives.hessianVector(risk, theta, v)
 * }</pre>
 *
 * <p>Nothing checks that the map is linear and symmetric; what is built on it ({@link Lanczos}, {@link ConjugateGradients}) gives nonsense where it is not.
 */
@FunctionalInterface
public interface SymmetricOperator {

    /**
     * {@code A v}, in the shape and type of v.
     *
     * @param v [n]; its numbers may change once this returns
     */
    Array apply(Array v);

    /**
     * {@code A X}, in the shape and type of X [n, k]: column by column, unless overridden. Operators that make a product of matrices of it make methods with many vectors fast.
     */
    default Array applyAll(Array x) {
        return Columns.map(x, x.shape().extent(0), this::apply);
    }

    /** The map of a symmetric matrix [n, n]. */
    static SymmetricOperator of(Array matrix) {
        LinearOperator operator = LinearOperator.of(
                Matrices.symmetric("symmetric operator", matrix).array());
        return new SymmetricOperator() {
            @Override
            public Array apply(Array v) {
                return operator.apply(v);
            }

            @Override
            public Array applyAll(Array x) {
                return operator.applyAll(x);
            }
        };
    }
}
