package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;

/** The usual penalties on parameters. */
public final class Regularizers {

    private Regularizers() {}

    /** {@code λ‖θ‖²/2}: Tikhonov, ridge; with plain gradient descent the same as weight decay by the rate times λ. */
    public static Regularizer l2(double strength) {
        Check.notNegative("strength", strength);
        return theta -> theta.square().sum().times(strength / 2);
    }

    /** {@code λ‖θ‖₁}; derivative 0 at 0. */
    public static Regularizer l1(double strength) {
        Check.notNegative("strength", strength);
        return theta -> theta.abs().sum().times(strength);
    }

    /** {@code λ‖θ − θ₀‖²/2}: stay near a given point. */
    public static Regularizer distance(double strength, Array from) {
        Check.given("from", from);
        Check.notNegative("strength", strength);
        return theta -> theta.minus(Tensor.literal(from.as(theta.type())))
                .square()
                .sum()
                .times(strength / 2);
    }
}
