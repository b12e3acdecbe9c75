package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

    @Test
    void linearLabelsAreRoundAndShareTheirDecimals() {
        assertThat(Ticks.of(Scale.LINEAR, 0, 1, 5).labels()).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(Ticks.of(Scale.LINEAR, -0.3, 0.3, 6).labels())
                .containsExactly("−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3");
        assertThat(Ticks.of(Scale.LINEAR, 0.8, 1, 4).labels()).containsExactly("0.80", "0.85", "0.90", "0.95", "1.00");
        assertThat(Ticks.of(Scale.LINEAR, 0, 3e7, 3).labels()).containsExactly("0", "1·10⁷", "2·10⁷", "3·10⁷");
        assertThat(Ticks.of(Scale.LINEAR, 0, 2e-6, 4).labels())
                .containsExactly("0", "0.5·10⁻⁶", "1.0·10⁻⁶", "1.5·10⁻⁶", "2.0·10⁻⁶");
    }

    /** 0.1 + 0.1 + 0.1 is 0.30000000000000004, and 3 · 0.1 is too. */
    @Test
    void linearTicksAreTheDecimalsTheySay() {
        assertThat(Ticks.of(Scale.LINEAR, 0, 0.5, 5).at()).containsExactly(0.0, 0.1, 0.2, 0.3, 0.4, 0.5);
    }

    @Test
    void axesOfWholeNumbersHaveNoFractions() {
        assertThat(Ticks.of(Scale.LINEAR, 1, 3, 9, true).labels()).containsExactly("1", "2", "3");
        assertThat(Ticks.of(Scale.LINEAR, 1, 3, 9, false).labels()).contains("1.2");
        assertThat(Ticks.of(Scale.LINEAR, 1, 30, 9, true).labels()).containsExactly("5", "10", "15", "20", "25", "30");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "-1e-9,1e-9", "3,3.0000001", "1e9,1000000001", "-1e300,1e300", "17,94", "0.00123,0.00129"})
    void linearTicksLieInsideAndAreAFewAndDiffer(double low, double high) {
        for (int wanted : new int[] {2, 5, 9}) {
            Ticks ticks = Ticks.of(Scale.LINEAR, low, high, wanted);
            assertThat(ticks.at())
                    .hasSizeBetween(1, 2 * wanted + 2)
                    .isSorted()
                    .allMatch(x -> x >= low - 1e-6 * (high - low) && x <= high + 1e-6 * (high - low));
            assertThat(ticks.labels()).doesNotHaveDuplicates().hasSameSizeAs(ticks.at());
        }
    }

    @Test
    void decadesArePowersOfTen() {
        Ticks ticks = Ticks.of(Scale.LOG10, 0.002, 300, 7);
        assertThat(ticks.labels()).containsExactly("0.01", "0.1", "1", "10", "100");
        assertThat(ticks.minor()).contains(0.003, 0.02, 200.0).doesNotContain(0.001, 400.0);
        assertThat(Ticks.of(Scale.LOG10, 1e-8, 1e-2, 7).labels())
                .startsWith("10⁻⁸")
                .endsWith("10⁻²")
                .hasSize(7);
        assertThat(Ticks.of(Scale.LOG10, 1e-30, 1, 5).labels())
                .hasSizeBetween(3, 6)
                .allMatch(label -> label.matches("10⁻[⁰-⁹¹²³]+|1|10⁰"));
        assertThat(Ticks.of(Scale.LOG10, 0.9, 30, 5).labels()).containsExactly("1", "2", "5", "10", "20");
        assertThat(Ticks.of(Scale.LOG10, 2.1, 2.9, 5).labels()).isNotEmpty().allMatch(label -> label.startsWith("2."));
    }

    @Test
    void doublingsArePowersOfTwo() {
        assertThat(Ticks.of(Scale.LOG2, 16, 4096, 9).labels())
                .containsExactly("16", "32", "64", "128", "256", "512", "1024", "2048", "4096");
        assertThat(Ticks.of(Scale.LOG2, 16, 4096, 5).at()).containsExactly(16.0, 64.0, 256.0, 1024.0, 4096.0);
        assertThat(Ticks.of(Scale.LOG2, 0.2, 1, 5).labels()).containsExactly("2⁻²", "2⁻¹", "1");
    }
}
