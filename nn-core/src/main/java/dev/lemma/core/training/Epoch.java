package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import java.util.List;

/**
 * What an epoch has left in the history.
 *
 * @param number of the epoch: 1, 2, …
 * @param steps made up to its end, since the first
 * @param loss mean over its examples of the risk, each batch's taken before its step; of several players, the sum of theirs
 * @param validationLoss risk of the validation data at its end; NaN without them
 * @param validationMetric metric of the validation data at its end; NaN without one
 * @param risks of several players, as {@code loss}, in their order; empty for one
 */
public record Epoch(
        long number, long steps, double loss, double validationLoss, double validationMetric, List<Double> risks) {

    public Epoch {
        Check.given("risks", risks);
        risks = List.copyOf(risks);
    }

    /** An epoch of one risk. */
    public Epoch(long number, long steps, double loss, double validationLoss, double validationMetric) {
        this(number, steps, loss, validationLoss, validationMetric, List.of());
    }
}
