package dev.lemma.scattering;

import dev.lemma.scattering.wavelet.Band;
import org.jspecify.annotations.Nullable;

/**
 * Through which wavelet in time and which along the bands a coefficient of {@link TimeFrequencyScattering} has come.
 *
 * @param rate α, the wavelet in time; null for the average over time
 * @param quefrency β, the wavelet along the bands, its frequency in cycles per band; null for the average over bands
 * @param spin +1 where tones rise as time goes on and −1 where they fall; 0 where one of the two is an average, which has no direction
 */
public record JointPath(@Nullable Band rate, @Nullable Band quefrency, int spin) {

    /** For example {@code "rate 2, quefrency 1, rising"}: the places of the filters in their banks. */
    public String label() {
        return (rate == null ? "average in time" : "rate " + rate.index())
                + (quefrency == null ? ", average over bands" : ", quefrency " + quefrency.index())
                + (spin == 0 ? "" : spin > 0 ? ", rising" : ", falling");
    }
}
