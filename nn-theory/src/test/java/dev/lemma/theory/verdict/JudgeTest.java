package dev.lemma.theory.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

    /** Tables of Student's law. */
    @ParameterizedTest
    @CsvSource({"1, 12.7062047", "2, 4.3026527", "5, 2.5705818", "30, 2.0422725", "1000, 1.9623391"})
    void quantilesOfStudentsLaw(int degrees, double expected) {
        assertThat(StudentT.quantile(0.975, degrees)).isCloseTo(expected, within(1e-6 * expected));
        assertThat(StudentT.quantile(0.025, degrees)).isCloseTo(-expected, within(1e-6 * expected));
    }

    @Test
    void aPowerLawHasItsSlope() {
        double[] x = {1, 2, 4, 8};
        double[] y = {3, 1.5, 0.75, 0.375};
        assertThat(Judge.slope("s", "s", x, y, -1, 1e-9).outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(Judge.slope("s", "s", x, y, -0.5, 0.1).outcome()).isEqualTo(Outcome.FAILS);
        assertThat(Judge.slopeAtMost("s", "s", x, y, -0.9).outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(Judge.slopeAtMost("s", "s", x, y, -1.1).outcome()).isEqualTo(Outcome.FAILS);
        double[] noisy = {3, 0.4, 1.9, 0.1};
        assertThat(Judge.slope("s", "s", x, noisy, -1, 0.05).outcome()).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void meansAreJudgedByTheirErrors() {
        double[] samples = {0.9, 1.1, 1.0, 1.05, 0.95};
        assertThat(Judge.mean("m", "m", samples, 1, 0).outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(Judge.mean("m", "m", samples, 1.3, 0).outcome()).isEqualTo(Outcome.FAILS);
    }

    @Test
    void oneViolationIsEnough() {
        assertThat(Judge.everyRun("e", "e", new double[] {1, 2}, new double[] {1, 3}, 0)
                        .outcome())
                .isEqualTo(Outcome.HOLDS);
        assertThat(Judge.everyRun("e", "e", new double[] {1, 4}, new double[] {1, 3}, 0)
                        .outcome())
                .isEqualTo(Outcome.FAILS);
        assertThat(Judge.everyRun("e", "e", new double[] {Double.NaN}, new double[] {1}, 0)
                        .outcome())
                .isEqualTo(Outcome.FAILS);
    }

    /** P(4 of 4 heads) = 1/16 is not 5 %; 5 of 5 is. */
    @Test
    void fourPairsDecideNothing() {
        double[] low = {1, 1, 1, 1};
        double[] high = {2, 2, 2, 2};
        assertThat(Judge.ordering("o", "o", low, high).outcome()).isEqualTo(Outcome.UNDECIDED);
        double[] five = {1, 1, 1, 1, 1};
        double[] larger = {2, 2, 2, 2, 2};
        assertThat(Judge.ordering("o", "o", five, larger).outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(Judge.ordering("o", "o", larger, five).outcome()).isEqualTo(Outcome.FAILS);
    }

    @Test
    void whatIsWrongMustFailToBeRejected() {
        Finding right = Judge.identity("i", "i", 1, 1, 0);
        Finding wrong = Judge.identity("i", "i", 1, 2, 0.5);
        assertThat(Finding.rejected(wrong).outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(Finding.rejected(right).outcome()).isEqualTo(Outcome.FAILS);
    }

    @Test
    void aVerdictIsItsWorstFinding() {
        Theorem theorem = new Theorem("t", "s", "c");
        Finding holds = Judge.identity("a", "a", 1, 1, 0);
        Finding fails = Judge.identity("b", "b", 1, 2, 0.5);
        assertThat(new Verdict(theorem, Map.of(), List.of(holds), List.of(), 0).outcome())
                .isEqualTo(Outcome.HOLDS);
        Verdict verdict = new Verdict(theorem, Map.of(), List.of(holds, fails), List.of(), 0);
        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILS);
        assertThat(verdict.toString()).contains("FAILS", "required 2 ± 0.5");
        assertThatThrownBy(() -> new Verdict(theorem, Map.of(), List.of(), List.of(), 0))
                .hasMessageContaining("nothing");
    }
}
