package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineChartTest {

    private static final double[] X = {1, 2, 3, 4};

    /** All coordinates of the first curve. */
    private static double[][] curve(String svg, String classes) {
        Matcher path = Pattern.compile("<path class=\"" + classes + "\" d=\"([^\"]*)\"")
                .matcher(svg);
        assertThat(path.find()).as("a curve of class " + classes).isTrue();
        return Pattern.compile("[ML]")
                .splitAsStream(path.group(1))
                .filter(p -> !p.isEmpty())
                .map(p -> new double[] {Double.parseDouble(p.split(" ")[0]), Double.parseDouble(p.split(" ")[1])})
                .toArray(double[][]::new);
    }

    @Test
    void filesAreWellFormedAndComplete() throws Exception {
        String svg = LineChart.titled("Loss & <more>")
                .x("epoch")
                .y("\"loss\"")
                .line("a < b", X, X)
                .points("b", X, X)
                .band("c", X, X, new double[] {2, 3, 4, 5})
                .dashed("d", X, X)
                .horizontal(2, "two")
                .vertical(3, "three")
                .svg();
        assertThat(WellFormed.root(svg)).isEqualTo("svg");
        assertThat(svg)
                .contains("Loss &amp; &lt;more&gt;")
                .contains("a &lt; b")
                .contains(">epoch<")
                .contains(">two<")
                .contains(">three<")
                .contains("class=\"curve s0\"")
                .contains("class=\"point s1\"")
                .contains("class=\"band s2\"")
                .contains("class=\"curve dashed s3\"");
        assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    /** On a logarithmic axis equal ratios are equal distances; the linear axis of x has equal steps. */
    @Test
    void valuesLieWhereTheAxesSay() {
        double[][] at = curve(
                LineChart.titled("t")
                        .logY()
                        .line("a", X, new double[] {1, 10, 100, 1000})
                        .svg(),
                "curve s0");
        for (int i = 2; i < 4; i++) {
            assertThat(at[i][0] - at[i - 1][0]).isCloseTo(at[1][0] - at[0][0], within(0.02));
            assertThat(at[i][1] - at[i - 1][1])
                    .isCloseTo(at[1][1] - at[0][1], within(0.02))
                    .isNegative();
        }
    }

    @Test
    void whatCannotBeShownInterruptsTheLine() {
        String svg = LineChart.titled("t")
                .logY()
                .line("a", new double[] {1, Double.NaN, 2, 0, 3, 4})
                .svg();
        Matcher path = Pattern.compile("class=\"curve s0\" d=\"([^\"]*)\"").matcher(svg);
        assertThat(path.find()).isTrue();
        assertThat(path.group(1).replaceAll("[^ML]", "")).isEqualTo("MMML");
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void nothingToShowStillDraws() throws Exception {
        for (LineChart chart : new LineChart[] {
            LineChart.titled("t"),
            LineChart.titled("t").line("a", new double[0]),
            LineChart.titled("t").logY().line("a", new double[] {-1}),
            LineChart.titled("t").line("a", new double[] {5}),
            LineChart.titled("t").points("a", X, new double[] {0, 0, 0, 0}),
            LineChart.titled("t").line("a", new double[] {1e300, -1e300}),
            LineChart.titled("t").log2X().line("a", X, X)
        }) {
            assertThat(WellFormed.root(chart.svg())).isEqualTo("svg");
            assertThat(chart.svg()).doesNotContain("NaN").doesNotContain("Infinity");
        }
    }

    /** 10⁵ points in some kilobytes, with the one outlier. */
    @Test
    void longCurvesAreThinnedWithoutLosingTheirExtremes() {
        double[] y = new double[100_000];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.sin(i / 1000.0);
        }
        y[61_803] = 7;
        LineChart chart = LineChart.titled("t").line("a", y);
        assertThat(chart.svg().length()).isLessThan(120_000);
        double highest = Double.POSITIVE_INFINITY;
        for (double[] point : curve(chart.svg(), "curve s0")) {
            highest = Math.min(highest, point[1]);
        }
        double[][] alone =
                curve(LineChart.titled("t").line("a", new double[] {-1, 7}).svg(), "curve s0");
        assertThat(highest).isCloseTo(alone[1][1], within(0.5));
        assertThat(chart.csv().lines()).hasSize(100_001);
    }

    @Test
    void namesThatAgreeUpToACommaShareAColour() {
        String svg = LineChart.titled("t")
                .line("MLP, training", X, X)
                .dashed("MLP, validation", X, X)
                .line("CNN, training", X, X)
                .svg();
        assertThat(svg)
                .contains("\"curve s0\"")
                .contains("\"curve dashed s0\"")
                .contains("\"curve s1\"")
                .doesNotContain("\"curve s2\"");
        assertThat(svg).contains(">MLP, training<").contains(">MLP, validation<");
    }

    @Test
    void csvHasEveryNumberUnrounded() {
        String csv = LineChart.titled("t")
                .line("a, \"b\"", new double[] {1.0 / 3, Double.NaN})
                .band("c", new double[] {1}, new double[] {2}, new double[] {3})
                .csv();
        assertThat(csv).isEqualTo("""
                series,kind,x,y,high
                "a, ""b""\",line,1,0.3333333333333333,
                "a, ""b""\",line,2,NaN,
                c,band,1,2,3
                """);
    }

    @Test
    void numbersDoNotFollowTheLocale() {
        Locale before = Locale.getDefault();
        LineChart chart = LineChart.titled("t").line("a", new double[] {0.123, 0.777, 0.5});
        String english = chart.svg();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(chart.svg()).isEqualTo(english);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void mistakesAreSaid() {
        assertThatThrownBy(() -> LineChart.titled("t").line("a", X, new double[3]))
                .hasMessageContaining("4 values of x and 3 of y");
        assertThatThrownBy(() -> LineChart.titled("t").yRange(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        LineChart.titled("t").yRange(0, 1).logY().line("a", X).svg())
                .hasMessageContaining("positive");
    }
}
