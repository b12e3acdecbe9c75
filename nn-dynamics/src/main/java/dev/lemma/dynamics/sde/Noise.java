package dev.lemma.dynamics.sde;

import dev.lemma.api.tensor.Tensor;

/**
 * What a step sees of the Brownian path, each in the shape of the state.
 *
 * @param increment {@code W(t + h) − W(t)}, of variance h
 * @param integral {@code ∫₀ʰ (W(t + s) − W(t)) ds}, of variance h³/3 and covariance h²/2 with the increment
 */
public record Noise(Tensor increment, Tensor integral) {}
