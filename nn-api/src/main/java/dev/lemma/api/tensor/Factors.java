package dev.lemma.api.tensor;

import java.util.OptionalDouble;

/**
 * What derivative rules write for a product: factors 1 and −1, of which the derivatives of sums and differences consist, are carried out at
 * once, so that derivatives of high order stay as small as they are by hand.
 */
final class Factors {

    private Factors() {}

    /** {@code a·b} of two tensors of one shape. */
    static Tensor product(Tensor a, Tensor b) {
        OptionalDouble left = a.constantValue();
        OptionalDouble right = b.constantValue();
        if (right.isPresent() && Math.abs(right.getAsDouble()) == 1) {
            return right.getAsDouble() == 1 ? a : negative(a);
        }
        if (left.isPresent() && Math.abs(left.getAsDouble()) == 1) {
            return left.getAsDouble() == 1 ? b : negative(b);
        }
        return a.times(b);
    }

    private static Tensor negative(Tensor a) {
        return a.op() == Unary.NEGATE ? a.operand(0) : a.negate();
    }
}
