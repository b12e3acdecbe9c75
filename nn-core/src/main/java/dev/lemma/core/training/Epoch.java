package dev.lemma.core.training;

/**
 * What an epoch has left in the history.
 *
 * @param number of the epoch: 1, 2, …
 * @param steps made up to its end, since the first
 * @param loss mean over its examples of the risk, each batch's taken before its step
 * @param validationLoss risk of the validation data at its end; NaN without them
 * @param validationMetric metric of the validation data at its end; NaN without one
 */
public record Epoch(long number, long steps, double loss, double validationLoss, double validationMetric) {}
