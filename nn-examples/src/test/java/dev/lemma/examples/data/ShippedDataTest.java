package dev.lemma.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import org.junit.jupiter.api.Test;

class ShippedDataTest {

    @Test
    void theDigitsAreComplete() {
        Dataset digits = Digits.load();
        assertThat(digits.featureArray().shape()).isEqualTo(Shape.of(1797, 64));
        int[] counts = new int[10];
        for (int i = 0; i < digits.size(); i++) {
            counts[(int) digits.targetArray().get(i)]++;
        }
        assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        double sum = 0;
        for (double pixel : digits.requireFinite().featureArray().toDoubles()) {
            assertThat(pixel * 16).isBetween(0.0, 16.0).isEqualTo(Math.rint(pixel * 16));
            sum += pixel * 16;
        }
        assertThat(sum).isEqualTo(561718);
        assertThat(digits.classCount()).isEqualTo(10);
    }

    /** The first digit is a zero: a ring, dark in the middle. */
    @Test
    void thePicturesAreUpright() {
        Dataset images = Digits.images();
        assertThat(images.featureArray().shape()).isEqualTo(Shape.of(1797, 1, 8, 8));
        double[] row = new double[8];
        for (int x = 0; x < 8; x++) {
            row[x] = 16 * images.featureArray().get(3 * 8 + x);
        }
        assertThat(row).containsExactly(0, 4, 12, 0, 0, 8, 8, 0);
        assertThat(images.targetArray().get(0)).isZero();
    }

    @Test
    void thePatientsAreComplete() {
        Dataset patients = Diabetes.load().requireFinite();
        assertThat(patients.featureArray().shape()).isEqualTo(Shape.of(442, 10));
        assertThat(patients.targetArray().shape()).isEqualTo(Shape.of(442));
        assertThat(patients.featureNames())
                .startsWith("age", "sex", "bmi", "bp")
                .hasSize(10);
        assertThat(patients.featureArray().rows(0, 1).toDoubles())
                .containsExactly(59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87);
        double sum = 0;
        for (double target : patients.targetArray().toDoubles()) {
            sum += target;
        }
        assertThat(sum / 442).isCloseTo(152.133484, within(1e-6));
    }

    @Test
    void thePhotographsAndTheSpeechAreComplete() {
        for (Array picture : new Array[] {Photographs.camera(), Photographs.brick()}) {
            assertThat(picture.shape()).isEqualTo(Shape.of(512, 512));
            for (double grey : picture.toDoubles()) {
                assertThat(grey * 255).isBetween(0.0, 255.0);
            }
        }
        // The coat is dark, the sky is not.
        assertThat(Photographs.camera().get(300 * 512 + 170)).isLessThan(0.2);
        assertThat(Photographs.camera().get(20 * 512 + 20)).isGreaterThan(0.6);
        Array speech = Recordings.speech();
        assertThat(speech.shape()).isEqualTo(Shape.of(47_840));
        assertThat(speech.isFinite()).isTrue();
    }
}
