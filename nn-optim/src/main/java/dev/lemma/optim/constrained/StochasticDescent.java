package dev.lemma.optim.constrained;

import dev.lemma.api.tensor.Array;

/**
 * What stochastic descent leaves.
 *
 * @param average of the points at which gradients were drawn, weighted by their steps, [p]
 * @param last {@code x_K}, [p]
 * @param steps K, draws made
 */
public record StochasticDescent(Array average, Array last, int steps) {}
