package dev.lemma.dynamics.ode;

/**
 * What an integration has cost.
 *
 * @param accepted steps; where samples have steps of their own, those of all samples together
 * @param rejected attempts that missed the tolerance, counted in the same way
 * @param attempts runs of the step program, for all samples at once
 * @param evaluations of the field on the whole state, those of the search for a first step included
 */
public record Statistics(long accepted, long rejected, long attempts, long evaluations) {}
