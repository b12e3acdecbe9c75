package dev.lemma.scattering.wavelet;

/**
 * What a filter is: which of its bank, at which scale, frequency and direction.
 *
 * @param index its place in the bank
 * @param scale j: by 2ʲ the output may be sub-sampled
 * @param frequency ξ, centre in cycles per sample
 * @param bandwidth σ in cycles per sample
 * @param direction which of the directions; 0 along one axis
 * @param angle θ in radians, of the wave vector against the first axis; 0 along one axis
 */
public record Band(int index, int scale, double frequency, double bandwidth, int direction, double angle) {}
