package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;

/**
 * A symmetric linear map {@code v ↦ A v} of ℝⁿ that is known only by its products, as a Hessian is, or a covariance too large to be written down.
 *
 * <pre>{@code
 * SymmetricOperator hessian = v -> product.call(theta, v);   // a program of Derivatives.hessianVector(risk, theta, v)
 * }</pre>
 *
 * <p>Nothing checks that the map is linear and symmetric; {@link Lanczos} gives nonsense where it is not.
 */
@FunctionalInterface
public interface SymmetricOperator {

    /**
     * {@code A v}, in the shape and type of v.
     *
     * @param v [n]; its numbers may change once this returns
     */
    Array apply(Array v);
}
