package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {

    private static final HeatMap CONFUSION =
            HeatMap.confusion("c", List.of("cat", "dog"), new int[][] {{30, 10}, {0, 5}});

    @Test
    void confusionShowsCountsMistakesAndRecall() throws Exception {
        String svg = CONFUSION.svg();
        assertThat(WellFormed.root(svg)).isEqualTo("svg");
        assertThat(svg)
                .contains(">30<")
                .contains(">10<")
                .contains(">5<")
                .contains("75.0 %")
                .contains("100.0 %")
                .contains("cat → dog: 10")
                .doesNotContain(">0<");
        assertThat(svg.split("class=\"miss\"")).as("one mistake, one red cell").hasSize(2);
        assertThat(CONFUSION.csv()).isEqualTo("true class,cat,dog\ncat,30,10\ndog,0,5\n");
    }

    @Test
    void signsHaveColoursAndZeroHasNone() {
        String svg = HeatMap.of("t", "i", "j", new double[][] {{1, -0.5}, {0, Double.NaN}})
                .svg();
        assertThat(svg)
                .containsPattern("class=\"heat\"[^>]*fill-opacity=\"0.92\"")
                .containsPattern("class=\"miss\"[^>]*fill-opacity=\"0.46\"")
                .contains(">−0.5<");
    }

    @Test
    void sizesAreChecked() {
        assertThatThrownBy(() -> HeatMap.of("t", "", "", new double[][] {{1, 2}, {3}}))
                .hasMessageContaining("one value for each pair");
        assertThatThrownBy(() -> HeatMap.of("t", "", "", new double[0][])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HeatMap.of("t", "", "", new double[129][129]))
                .hasMessageContaining("128 × 128 at most");
    }
}
