package dev.lemma.kernels.machine;

import dev.lemma.api.tensor.Tensor;

/**
 * The loss {@code ℓ(f, y)} of one value against its target, as an expression that acts on each number by itself: convex and with two derivatives in f, which follow from the expression.
 *
 * <pre>{@code
 * PointLoss pseudoHuber = (f, y) -> f.minus(y).square().plus(1).sqrt().minus(1);
 * }</pre>
 */
@FunctionalInterface
public interface PointLoss {

    /** {@code ½(f − y)²}. */
    PointLoss SQUARE = (f, y) -> f.minus(y).square().times(0.5);

    /** {@code log(1 + e^{−yf})}, y being −1 or 1. */
    PointLoss LOGISTIC = (f, y) -> f.times(y).negate().softplus();

    /** {@code max(0, 1 − yf)²}, y being −1 or 1. */
    PointLoss SQUARED_HINGE = (f, y) -> f.times(y).negate().plus(1).maximum(0).square();

    /** ℓ, in the shape of f and y. */
    Tensor apply(Tensor f, Tensor y);
}
