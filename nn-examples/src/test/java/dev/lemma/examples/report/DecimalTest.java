package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {

    @ParameterizedTest
    @CsvSource({
        "0.97,0.97",
        "30,30",
        "1e-8,1e-8",
        "1.5e-5,1.5e-5",
        "1e7,1e7",
        "-1234567,-1234567",
        "1e-4,0.0001",
        "-0.0,-0",
        "0,0"
    })
    void exactIsShort(double value, String text) {
        assertThat(Decimal.exact(value)).isEqualTo(text);
    }

    @Test
    void exactReadsBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(Decimal.exact(value))).isEqualTo(value);
            }
        }
        assertThat(Decimal.exact(Double.NaN)).isEqualTo("NaN");
        assertThat(Decimal.exact(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @ParameterizedTest
    @CsvSource({
        "0.333333333,3,0.333",
        "-0.5,5,−0.5",
        "99999.6,5,100000",
        "1.23456e-9,3,1.23e−9",
        "0.9999999,3,1",
        "-0.0,3,0"
    })
    void roundedIsForReading(double value, int digits, String text) {
        assertThat(Decimal.rounded(value, digits)).isEqualTo(text);
    }
}
