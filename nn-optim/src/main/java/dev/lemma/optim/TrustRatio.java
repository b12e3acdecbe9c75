package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Slots;
import java.util.Objects;

/**
 * Steps in proportion to the parameters: each one's is multiplied by
 *
 * <pre>{@code
 * c·‖θₗ‖₂/(‖uₗ‖₂ + ε)        1 where θₗ or uₗ is 0
 * }</pre>
 *
 * <p>l runs over the parameters, a layer's weight and bias being two. With c = 1 a step of rate η moves a layer by the
 * part η of its length, however long its gradient is.
 *
 * @param coefficient c &gt; 0
 * @param epsilon ε ≥ 0, in units of u
 * @param scaled the parameters whose steps are scaled; those of others stay
 */
public record TrustRatio(double coefficient, double epsilon, ParameterFilter scaled) {

    public TrustRatio {
        Check.positive("coefficient", coefficient);
        Check.notNegative("epsilon", epsilon);
        Objects.requireNonNull(scaled, "scaled");
    }

    /** u, scaled: a vector of the size of θ. */
    public Tensor scale(Tensor u, Slots slots) {
        return Layers.map(u, slots, (parameter, part) -> {
            if (!scaled.accepts(parameter)) {
                return part;
            }
            Tensor length = norm(Layers.part(slots.theta(), parameter));
            Tensor step = norm(part);
            Tensor ratio = length.times(coefficient).dividedBy(epsilon == 0 ? step : step.plus(epsilon));
            Tensor one = ratio.filled(1);
            return part.times(
                    Tensor.select(length.greaterThan(0), Tensor.select(step.greaterThan(0), ratio, one), one));
        });
    }

    private static Tensor norm(Tensor x) {
        return x.square().sum().sqrt();
    }
}
