package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code −w·y log σ(f) − (1 − y) log(1 − σ(f))} per entry, y in [0, 1].
 *
 * @param positiveWeight w &gt; 0
 */
public record WeightedBinaryCrossEntropy(double positiveWeight) implements Loss {

    public WeightedBinaryCrossEntropy {
        Check.positive("positive weight", positiveWeight);
    }

    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Tensor y = Targets.aligned("binary cross-entropy", prediction, target);
        Tensor positive = Losses.multiplied(y, prediction.negate().softplus()).times(positiveWeight);
        return positive.plus(Losses.multiplied(y.negate().plus(1), prediction.softplus()));
    }
}
