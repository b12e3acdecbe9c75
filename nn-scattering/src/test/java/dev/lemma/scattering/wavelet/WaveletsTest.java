package dev.lemma.scattering.wavelet;

import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.testkit.WaveletContract;
import org.junit.jupiter.api.Nested;

class WaveletsTest {

    @Nested
    class OfMorlet implements WaveletContract {
        @Override
        public Wavelet subject() {
            return new Morlet();
        }
    }

    @Nested
    class OfBump implements WaveletContract {
        @Override
        public Wavelet subject() {
            return new Bump();
        }

        @Override
        public double support() {
            return Math.sqrt(3);
        }
    }
}
