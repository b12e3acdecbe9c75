package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code γ = min(1, g/(L‖s − x‖²))}: the minimum of the parabola above f. Values never rise.
 *
 * @param lipschitz L &gt; 0, of the gradient in the Euclidean norm
 */
public record ShortStep(double lipschitz) implements FrankWolfeStep {

    public ShortStep {
        Check.positive("lipschitz", lipschitz);
    }

    @Override
    public double step(int t, double gap, double squaredLength, DoubleUnaryOperator slope) {
        return squaredLength == 0 ? 0 : Math.min(1, gap / (lipschitz * squaredLength));
    }
}
