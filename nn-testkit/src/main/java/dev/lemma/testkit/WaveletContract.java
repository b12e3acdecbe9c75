package dev.lemma.testkit;

import dev.lemma.api.wavelet.Wavelet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every mother wavelet is: a bump at its centre, of about the bandwidth, which scales with both. */
public interface WaveletContract {

    /** What is tested. */
    Wavelet subject();

    /** Bandwidths from the centre at which the bump must have fallen below 1e-6 of its height. */
    default double support() {
        return 12;
    }

    @Test
    default void isFiniteEverywhere() {
        for (double centre : new double[] {0, 0.01, 0.2, 0.45}) {
            for (double bandwidth : new double[] {1e-4, 0.01, 0.2}) {
                for (double f = -5; f <= 5; f += 1.0 / 64) {
                    Assertions.assertThat(subject().spectrum(f, centre, bandwidth))
                            .as("at frequency %s, centre %s, bandwidth %s", f, centre, bandwidth)
                            .isFinite();
                }
            }
        }
    }

    @Test
    default void isLargestAtItsCentre() {
        double height = subject().spectrum(0.2, 0.2, 0.02);
        Assertions.assertThat(height).isBetween(0.5, 2.0);
        for (double f = -1; f <= 1; f += 1.0 / 1024) {
            Assertions.assertThat(Math.abs(subject().spectrum(f, 0.2, 0.02)))
                    .as("at frequency %s", f)
                    .isLessThanOrEqualTo(height * (1 + 1e-12));
        }
    }

    @Test
    default void hasAboutTheBandwidth() {
        double height = subject().spectrum(0.2, 0.2, 0.02);
        double half = 0;
        for (double f = -1; f <= 1; f += 1.0 / 4096) {
            half += Math.abs(subject().spectrum(f, 0.2, 0.02)) > height / 2 ? 1.0 / 4096 : 0;
        }
        // A Gaussian's width at half its height is 2.35 bandwidths.
        Assertions.assertThat(half / 0.02).isBetween(0.5, 6.0);
    }

    @Test
    default void fallsOff() {
        double height = subject().spectrum(0.2, 0.2, 0.01);
        for (double away = support(); away < 200; away += 0.5) {
            for (int side = -1; side <= 1; side += 2) {
                Assertions.assertThat(Math.abs(subject().spectrum(0.2 + side * away * 0.01, 0.2, 0.01)))
                        .as("%s bandwidths from the centre", side * away)
                        .isLessThan(1e-6 * height);
            }
        }
    }

    @Test
    default void scalesWithFrequencyAndBandwidth() {
        for (double f = -0.5; f <= 0.5; f += 1.0 / 128) {
            Assertions.assertThat(Math.abs(
                            subject().spectrum(f / 4, 0.05, 0.01) - subject().spectrum(f, 0.2, 0.04)))
                    .as("a dilation by 4, at frequency %s", f)
                    .isLessThan(1e-12);
        }
    }
}
