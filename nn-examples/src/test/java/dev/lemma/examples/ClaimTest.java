package dev.lemma.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClaimTest {

    @Test
    void boundsBelongToWhatHolds() {
        assertThat(Claim.atLeast("a", "c", 0.97, 0.97).holds()).isTrue();
        assertThat(Claim.atLeast("a", "c", Math.nextDown(0.97), 0.97).holds()).isFalse();
        assertThat(Claim.atMost("a", "c", 0.97, 0.97).holds()).isTrue();
        assertThat(Claim.between("a", "c", 2, 1, 2).holds()).isTrue();
        assertThat(Claim.between("a", "c", 2.1, 1, 2).holds()).isFalse();
        assertThat(Claim.near("a", "c", 1.5, 1, 0.5).holds()).isTrue();
        assertThat(Claim.near("a", "c", 0.4, 1, 0.5).holds()).isFalse();
    }

    @Test
    void notANumberHoldsNothing() {
        assertThat(Claim.atLeast("a", "c", Double.NaN, 0).holds()).isFalse();
        assertThat(Claim.atMost("a", "c", Double.NaN, 0).holds()).isFalse();
        assertThat(Claim.between("a", "c", Double.NaN, 0, 1).holds()).isFalse();
        assertThat(Claim.near("a", "c", Double.NaN, 0, 1).holds()).isFalse();
    }

    @Test
    void measurementsKeepTheirDigitsAndAreRoundedForReading() {
        Claim claim = Claim.atLeast("a", "c", 1.0 / 3, 0);
        assertThat(Double.parseDouble(claim.measured())).isEqualTo(1.0 / 3);
        assertThat(claim.measuredForReading()).isEqualTo("0.33333");
    }

    @Test
    void idsAreForPrograms() {
        assertThatThrownBy(() -> Claim.that("Not an id", "c", "m", "e", true)).hasMessageContaining("Not an id");
        assertThatThrownBy(() -> Claim.that("a", "c", " ", "e", true)).hasMessageContaining("empty part");
        assertThatThrownBy(() -> Outcome.of(Claim.atLeast("a", "c", 1, 0), Claim.atLeast("a", "d", 1, 0)))
                .hasMessageContaining("Two claims have the id \"a\"");
    }
}
