package dev.lemma.api.tensor;

import java.util.List;

/**
 * The sums of exponentials, shifted by the largest number m so that nothing overflows, with their derivatives:
 *
 * <pre>{@code
 * d log Σ exp x = Σ p dx        dp = p ∘ (dx − Σ p dx)        d log p = dx − Σ p dx,        p = exp x / Σ exp x
 * }</pre>
 *
 * <p>They are stated rather than found through the shift, which at infinite numbers is ∞ − ∞. There the values are limits: numbers that equal m, which may
 * be ±∞, count alike, {@code p(∞, 0) = (1, 0)}, {@code p(−∞, −∞) = (½, ½)}, as the derivative of a maximum is shared at a tie.
 */
final class Softmax {

    private Softmax() {}

    /** {@code log Σ exp x}. */
    static Tensor logSum(Tensor x, int... axes) {
        Tensor largest = largest(x, axes);
        Tensor sum = shifted(x, largest).exp().sum(axes);
        Tensor value = sum.log().plus(largest.reshape(sum.shape()));
        return value.withGradient(
                List.of(x), (y, cotangent) -> List.of(product(cotangent.reshape(largest.shape()), softmax(x, axes))));
    }

    /** p. */
    static Tensor softmax(Tensor x, int... axes) {
        Tensor exp = shifted(x, largest(x, axes)).exp();
        Tensor value = exp.dividedBy(kept(exp.sum(axes), x, axes));
        return value.withGradient(List.of(x), (p, cotangent) -> {
            Tensor mean = kept(product(cotangent, p).sum(axes), x, axes);
            return List.of(product(cotangent.minus(mean), p));
        });
    }

    /** log p. */
    static Tensor logSoftmax(Tensor x, int... axes) {
        Tensor shifted = shifted(x, largest(x, axes));
        Tensor value = shifted.minus(kept(shifted.exp().sum(axes).log(), x, axes));
        return value.withGradient(
                List.of(x),
                (y, cotangent) ->
                        List.of(cotangent.minus(product(kept(cotangent.sum(axes), x, axes), softmax(x, axes)))));
    }

    private static Tensor largest(Tensor x, int... axes) {
        return kept(x.max(axes), x, axes);
    }

    /** {@code x − m}, 0 where they are equal, be they infinite. */
    private static Tensor shifted(Tensor x, Tensor largest) {
        Tensor m = largest.broadcast(x.shape());
        return Tensor.select(x.equalTo(m), x.filled(0), x.minus(m));
    }

    private static Tensor kept(Tensor reduced, Tensor x, int... axes) {
        return reduced.reshape(Sum.kept(x.shape(), x.axes(axes)));
    }

    /** The product that is 0 where a factor is. */
    private static Tensor product(Tensor a, Tensor b) {
        return Tensor.apply(Binary.MULTIPLY_NO_NAN, a.broadcast(b.shape()), b);
    }
}
