package dev.lemma.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0.00833, 8.33 ms",
        "0.0000295, 29.5 µs",
        "283e-3, 283 ms",
        "6.63, 6.63 s",
        "120.4, 120 s",
        "3.1e-10, 0.31 ns",
        "0.9996, 1.00 s",
        "0.00999, 9.99 ms",
        "0.009996, 10.0 ms",
        "0.09996, 100 ms"
    })
    void threeFigures(double seconds, String shown) {
        assertThat(Figures.time(seconds)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"1.0666, 1.07", "0.5, 0.50", "12.34, 12.3", "9.996, 10.0"})
    void ratios(double ratio, String shown) {
        assertThat(Figures.ratio(ratio)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0.01234565, 0.0123457", "1234567.8, 1234570", "2.95e-5, 2.95e-5"})
    void sixFiguresInFiles(double value, double written) {
        assertThat(Figures.rounded(value)).isEqualTo(written);
    }
}
