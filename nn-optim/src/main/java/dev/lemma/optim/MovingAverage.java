package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Slots;
import java.util.Objects;

/**
 * An exponential average that starts from zero: the moments of the adaptive methods.
 *
 * <pre>{@code
 * a ← β·a + (1−β)·x            â = a/(1−βᵗ)
 * }</pre>
 *
 * <p>An optimiser's first moment is the average of g, its second that of g²:
 *
 * <pre>{@code
 * MovingAverage first = new MovingAverage("m", 0.9);
 * Tensor m = first.next(g, slots);
 * return Update.by(first.unbiased(m, slots).times(-rate)).store("m", m);
 * }</pre>
 *
 * @param slot where it is kept
 * @param decay β, in [0, 1)
 */
public record MovingAverage(String slot, double decay) {

    public MovingAverage {
        Objects.requireNonNull(slot, "slot");
        Check.inHalfOpenUnit("decay", decay);
    }

    /** {@code β·a + (1−β)·x}, in the shape of θ. */
    public Tensor next(Tensor x, Slots slots) {
        return slots.zeros(slot).times(decay).plus(x.times(1 - decay));
    }

    /** {@code a/(1−βᵗ)}: of equal numbers, that number. */
    public Tensor unbiased(Tensor average, Slots slots) {
        return average.dividedBy(weight(slots.step()));
    }

    /**
     * {@code 1 − βᵗ}, the sum of the weights {@code (1−β)βˢ} of t numbers.
     *
     * <p>As {@code −expm1(t·log β)}: in float32 and for β = 0.999 the difference itself would be wrong by 2e-5 at the first step.
     *
     * @param t a scalar
     */
    public Tensor weight(Tensor t) {
        return t.times(Math.log(decay)).expm1().negate();
    }
}
