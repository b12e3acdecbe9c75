package dev.lemma.api.wavelet;

/**
 * A mother wavelet, by its Fourier transform on the line: a bump of height about 1 at its centre frequency ξ, whose width goes with σ. Frequencies are in
 * cycles per sample.
 *
 * <p>Banks sample it, fold what lies beyond the Nyquist frequency back, and take off a multiple of a Gaussian so that the mean of every filter is exactly 0. In
 * the plane it is the profile along the direction of the wave; across it, filters are Gaussian.
 *
 * <pre>{@code
 * Wavelet bump = (frequency, centre, bandwidth) -> {
 *     double u = (frequency - centre) / (4 * bandwidth);
 *     return Math.abs(u) < 1 ? Math.exp(1 - 1 / (1 - u * u)) : 0;
 * };
 * Scattering1D s = Scattering1D.of(8192).scales(6).quality(8).wavelet(bump);
 * }</pre>
 *
 * <p>A named one is a record, for the extension point {@code wavelet}; {@code WaveletContract} says what is expected of it.
 */
@FunctionalInterface
public interface Wavelet {

    /**
     * {@code ψ̂(f)}, real.
     *
     * @param frequency f, any real number
     * @param centre ξ, 0 for the low-pass filter of the same family
     * @param bandwidth σ &gt; 0: about where the bump has fallen to {@code e^{−1/2}}
     */
    double spectrum(double frequency, double centre, double bandwidth);
}
