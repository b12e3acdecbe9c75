package dev.lemma.core.data;

/**
 * What trains and what tests: disjoint.
 *
 * @param train what is learnt from
 * @param test what is not looked at before the end
 */
public record Split(Dataset train, Dataset test) {}
