package dev.lemma.scattering.wavelet;

import dev.lemma.api.wavelet.Wavelet;

/**
 * The Morlet (Gabor) wavelet: {@code ψ̂(f) = exp(−(f − ξ)²/2σ²)}, a Gaussian, of all the most concentrated in time and frequency together. Its mean is taken
 * off by the bank.
 *
 * @see <a href="https://arxiv.org/abs/1011.3023">Mallat 2012, Group invariant scattering, §2.1</a>
 */
public record Morlet() implements Wavelet {

    @Override
    public double spectrum(double frequency, double centre, double bandwidth) {
        double u = (frequency - centre) / bandwidth;
        return Math.exp(-u * u / 2);
    }
}
