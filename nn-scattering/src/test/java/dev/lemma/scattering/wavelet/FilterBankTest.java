package dev.lemma.scattering.wavelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.testkit.golden.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FilterBankTest {

    private static double distance(double[] a, Array b, int from) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b.get(from + i)));
        }
        return most;
    }

    @Test
    void linesEqualStoredFilters() {
        Golden golden = Golden.read("scattering/filters1d");
        for (int order = 1; order <= 2; order++) {
            FilterBank1D bank = FilterBank1D.of(new Morlet(), 512, 4, order == 1 ? 4 : 1, 16, Convention.KYMATIO);
            Array psi = golden.get("psi" + order);
            assertThat(bank.bands()).hasSize(psi.shape().extent(0));
            for (Band band : bank.bands()) {
                assertThat(distance(bank.wavelet(band.index()), psi, 512 * band.index()))
                        .isLessThan(1e-13);
                assertThat(Math.abs(band.frequency()
                                - golden.get("xi_sigma_" + order).get(2 * band.index())))
                        .isLessThan(1e-15);
            }
            assertThat(distance(bank.lowPass(), golden.get("phi"), 0)).isLessThan(1e-13);
            assertThat(distance(bank.lowPass(1), golden.get("phi_level1"), 0)).isLessThan(1e-13);
            assertThat(distance(bank.lowPass(2), golden.get("phi_level2"), 0)).isLessThan(1e-13);
        }
    }

    @Test
    void planesEqualStoredFilters() {
        Golden golden = Golden.read("scattering/filters2d");
        FilterBank2D bank = FilterBank2D.of(new Morlet(), 32, 40, 3, 4, 8, Convention.KYMATIO);
        for (Band band : bank.bands()) {
            assertThat(distance(bank.wavelet(band.index()), golden.get("psi"), 32 * 40 * band.index()))
                    .as(band.toString())
                    .isLessThan(1e-12);
            assertThat((double) band.scale()).isEqualTo(golden.get("j_theta").get(2 * band.index()));
            assertThat(bank.wavelet(band.index())[0]).isZero();
        }
        assertThat(distance(bank.lowPass(), golden.get("phi"), 0)).isLessThan(1e-12);
        double[] rows = bank.lowPass(0, 1);
        double[] columns = bank.lowPass(1, 1);
        double[] product = new double[16 * 20];
        Arrays.setAll(product, i -> rows[i / 20] * columns[i % 20]);
        assertThat(distance(product, golden.get("phi_level1"), 0)).isLessThan(1e-12);
    }

    /** Bounds of an independent program; from three scales on the published planar bank is above 1. */
    @Test
    void frameBounds() {
        double[] upper = {1.0000, 1.0136, 1.0352};
        for (int j = 2; j <= 4; j++) {
            FilterBank2D bank = FilterBank2D.of(new Morlet(), 64, 64, j, 8, 1 << j, Convention.EXACT);
            assertThat(Math.abs(bank.upperBound() - upper[j - 2])).isLessThan(1e-4);
            assertThat(Math.abs(bank.lowerBound() - .1230)).isLessThan(1e-4);
        }
        FilterBank1D line = FilterBank1D.of(new Morlet(), 1024, 6, 8, 64, Convention.EXACT);
        assertThat(line.upperBound()).isBetween(0.99, 1.01);
        assertThat(line.lowerBound()).isBetween(1e-5, 1e-3);
    }

    @Test
    void aTightenedBankIsAParsevalFrame() {
        FilterBank1D tight =
                FilterBank1D.of(new Morlet(), 256, 4, 4, 16, Convention.EXACT).tightened();
        assertThat(Math.abs(tight.lowerBound() - 1)).isLessThan(1e-14);
        assertThat(Math.abs(tight.upperBound() - 1)).isLessThan(1e-14);
    }

    @Test
    void everyWaveletHasNormOneInTimeAndMeanZero() {
        for (Wavelet mother : new Wavelet[] {new Morlet(), new Bump()}) {
            FilterBank1D bank = FilterBank1D.of(mother, 240, 3, 2, 8, Convention.EXACT);
            for (Band band : bank.bands()) {
                double[] psi = bank.wavelet(band.index());
                double norm = 0;
                for (int t = 0; t < 240; t++) {
                    double re = 0;
                    double im = 0;
                    for (int k = 0; k < 240; k++) {
                        re += psi[k] * Math.cos(2 * Math.PI * k * t / 240) / 240;
                        im += psi[k] * Math.sin(2 * Math.PI * k * t / 240) / 240;
                    }
                    norm += Math.hypot(re, im);
                }
                assertThat(Math.abs(norm - 1)).isLessThan(1e-12);
                assertThat(psi[0]).isZero();
            }
        }
    }
}
