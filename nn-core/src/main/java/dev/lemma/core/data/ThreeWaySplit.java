package dev.lemma.core.data;

import dev.lemma.api.check.Check;

/**
 * What trains, what decides when to stop, and what tests: disjoint.
 *
 * @param train what is learnt from
 * @param validation what choices (early stopping, hyper-parameters) are made on
 * @param test what is not looked at before the end
 */
public record ThreeWaySplit(Dataset train, Dataset validation, Dataset test) {

    public ThreeWaySplit {
        Check.given("train", train);
        Check.given("validation", validation);
        Check.given("test", test);
    }
}
