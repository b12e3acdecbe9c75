package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S[a, relu, b] | S[a, tanh, b] | … relu … | … tanh …",
                "S[a, relu, b, relu] | S[a, relu6, b, relu6] | … relu, b, relu … | … relu6, b, relu6 …",
                "S[a, b] | S[a, b, b] | … b … | … b, b …",
                "relu | tanh | relu | tanh",
                "D[x=1.0] | D[x=1.01] | … x=1.0 … | … x=1.01 …",
            })
    void showsWholeWordsAndWhatIsAroundThem(String there, String here, String shownThere, String shownHere) {
        assertThat(Difference.between(there, here)).isEqualTo(new Difference(shownThere, shownHere));
    }
}
