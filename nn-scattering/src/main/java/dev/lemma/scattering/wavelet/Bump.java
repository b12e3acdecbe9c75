package dev.lemma.scattering.wavelet;

import dev.lemma.api.check.Check;
import dev.lemma.api.wavelet.Wavelet;

/**
 * The bump wavelet: {@code ψ̂(f) = exp(1 − 1/(1 − u²))} for {@code u = (f − ξ)/(kσ)}, |u| &lt; 1, and 0 elsewhere: band-limited, smooth, with a mean of exactly
 * 0 where {@code kσ ≤ ξ}.
 *
 * @param width k &gt; 0, half the support in bandwidths
 */
public record Bump(double width) implements Wavelet {

    public Bump {
        Check.positive("width", width);
    }

    /** The bump that falls to {@code e^{−1/2}} at one bandwidth, as a Gaussian does: {@code k = √3}. */
    public Bump() {
        this(Math.sqrt(3));
    }

    @Override
    public double spectrum(double frequency, double centre, double bandwidth) {
        double u = (frequency - centre) / (width * bandwidth);
        return Math.abs(u) < 1 ? Math.exp(1 - 1 / (1 - u * u)) : 0;
    }
}
