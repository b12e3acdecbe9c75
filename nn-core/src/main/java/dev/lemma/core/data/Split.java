package dev.lemma.core.data;

import dev.lemma.api.check.Check;

/**
 * What trains and what tests: disjoint.
 *
 * @param train what is learnt from
 * @param test what is not looked at before the end
 */
public record Split(Dataset train, Dataset test) {

    public Split {
        Check.given("train", train);
        Check.given("test", test);
    }
}
