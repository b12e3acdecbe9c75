package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import java.util.List;

/**
 * The epochs of a training, in order.
 *
 * @param epochs complete ones
 */
public record History(List<Epoch> epochs) {

    public History {
        Check.given("epochs", epochs);
        epochs = List.copyOf(epochs);
    }

    /** Training loss per epoch. */
    public double[] losses() {
        return epochs.stream().mapToDouble(Epoch::loss).toArray();
    }

    /** Validation loss per epoch; NaN without validation data. */
    public double[] validationLosses() {
        return epochs.stream().mapToDouble(Epoch::validationLoss).toArray();
    }

    /** Validation metric per epoch; NaN without one. */
    public double[] validationMetrics() {
        return epochs.stream().mapToDouble(Epoch::validationMetric).toArray();
    }
}
