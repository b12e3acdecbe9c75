package dev.lemma.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

    private static final List<String> NAMES =
            List.of("digits", "signal", "regression", "images", "adam", "adan", "adamw", "adagrad");

    /** Winkler's published values. */
    @ParameterizedTest
    @CsvSource({"MARTHA, MARHTA, 0.9611", "DWAYNE, DUANE, 0.8400", "DIXON, DICKSONX, 0.8133"})
    void agreesWithWinkler(String a, String b, double published) {
        assertThat(Suggestions.similarity(a, b))
                .isEqualTo(Suggestions.similarity(b, a))
                .isCloseTo(published, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({"digit, digits", "dgits, digits", "regresion, regression", "imgaes, images", "Signal, signal"})
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(Suggestions.of(typed, NAMES)).first().isEqualTo(meant);
    }

    @Test
    void offersThreeAtMostAndNothingForNoise() {
        assertThat(Suggestions.of("adam", NAMES)).hasSize(3).first().isEqualTo("adam");
        assertThat(Suggestions.question("adma", NAMES))
                .startsWith(" Did you mean adam")
                .endsWith("?")
                .contains(" or ");
        assertThat(Suggestions.question("zzz", NAMES)).isEmpty();
        assertThat(Suggestions.question("", NAMES)).isEmpty();
    }
}
