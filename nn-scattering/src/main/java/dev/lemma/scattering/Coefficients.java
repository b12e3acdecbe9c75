package dev.lemma.scattering;

import dev.lemma.api.tensor.Array;

/**
 * What a scattering transform has along one path.
 *
 * @param path the filters
 * @param stride samples of the signal between two coefficients
 * @param values in the leading shape of the signals, then the times or places
 */
public record Coefficients(Path path, int stride, Array values) {}
