package dev.lemma.scattering.wavelet;

import java.util.ArrayList;
import java.util.List;

/** Centre frequencies and bandwidths of a bank along one axis: geometric down to the smallest bandwidth, then equally spaced. */
final class LinePlan {

    /** Bandwidth of the low-pass filter at scale 0. */
    static final double SIGMA_0 = 0.1;

    /** Bandwidths beside the centre that sub-sampling must leave alone. */
    private static final double ALIASING = 5;

    /** Height at which neighbours cross. */
    private static final double CROSSING = Math.sqrt(0.5);

    private LinePlan() {}

    /**
     * Q wavelets per octave down to bandwidth {@code σ₀/2ᴶ}.
     *
     * <pre>{@code
     * ξ_max = max(1/(1 + 2^{3/Q}), 0.35)      σ = ξ (1 − 2^{−1/Q})/(1 + 2^{−1/Q}) / √(2 ln(1/r))
     * }</pre>
     */
    static List<Band> bands(int scales, int quality) {
        double smallest = SIGMA_0 / Math.pow(2, scales);
        double ratio = Math.pow(2, 1.0 / quality);
        double xi = Math.max(1 / (1 + Math.pow(2, 3.0 / quality)), 0.35);
        double sigma = xi * (1 - 1 / ratio) / (1 + 1 / ratio) / Math.sqrt(2 * Math.log(1 / CROSSING));
        List<Band> bands = new ArrayList<>();
        double elbow;
        if (sigma <= smallest) {
            elbow = sigma;
        } else {
            bands.add(band(bands.size(), xi, sigma));
            while (sigma > smallest * ratio) {
                xi /= ratio;
                sigma /= ratio;
                bands.add(band(bands.size(), xi, sigma));
            }
            elbow = xi;
        }
        for (int q = 1; q < quality; q++) {
            bands.add(band(bands.size(), elbow - (double) q / quality * elbow, smallest));
        }
        return bands;
    }

    private static Band band(int index, double xi, double sigma) {
        double edge = Math.min(Math.abs(xi) + ALIASING * sigma, 0.5);
        int scale = (int) Math.floor(-Math.log(edge) / Math.log(2)) - 1;
        return new Band(index, scale, xi, sigma, 0, 0);
    }
}
