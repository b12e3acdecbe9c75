package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.examples.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static Report full() {
        return new Report("Lemma · test", "A <title> & more")
                .lead("lead")
                .keyFigures(new KeyFigure("98 %", "accuracy"))
                .claims(List.of(Claim.atLeast("a", "First", 1, 0), Claim.near("b", "It's -second-", -2, -1, 0.5)))
                .section("One")
                .paragraph("`code <x>`, *emphasis*, 2*3*4 and a_b")
                .formula("x  ←  y")
                .list("p", "q")
                .chart("loss", LineChart.titled("Loss").line("a", new double[] {1, 2}))
                .charts(
                        "l",
                        LineChart.titled("L").line("a", new double[] {1, 2}),
                        "r",
                        LineChart.titled("R").line("a", new double[] {1, 2}))
                .heatMap("kernel", HeatMap.of("K", "i", "j", new double[][] {{1}}), "cap")
                .pictures("digits", PictureGrid.titled("D").with(Picture.grey(new float[64], 8, 8, 0, 1), "7 → 1"), "")
                .table(
                        "times",
                        Table.titled("T", "name", "n").row("a<b", 1234567).row("c", -0.000012345678))
                .fact("Seed", "0")
                .attach("weights/mlp.safetensors");
    }

    /** The page works without a network, and does nothing when opened. */
    @Test
    void thePageNeedsNothingButItself() {
        String page = full().html();
        assertThat(page)
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("//")
                .doesNotContain("<script")
                .doesNotContain("<link")
                .doesNotContain("@import")
                .doesNotContain("@font-face")
                .doesNotContain("onclick");
        assertThat(Pattern.compile("src=\"([^\"]*)\"").matcher(page).results())
                .isNotEmpty()
                .allMatch(source -> source.group(1).startsWith("data:image/png;base64,"));
        assertThat(page)
                .contains("prefers-color-scheme:dark")
                .contains("lang=\"en\"")
                .contains("<meta charset=\"utf-8\">");
    }

    @Test
    void textIsEscapedAndLightlySet() {
        String page = full().html();
        assertThat(page)
                .contains("<h1>A &lt;title&gt; &amp; more</h1>")
                .contains("<code>code &lt;x&gt;</code>, <em>emphasis</em>, 2*3*4 and a_b")
                .contains("a&lt;b")
                .contains("It’s -second-")
                .contains(">1\u202f234\u202f567<")
                .contains(">−1.2346e−5<")
                .contains(">−1 ± 0.5<")
                .doesNotContain("<title>A <title>");
        assertThat(new Report("k", "</style><script>alert(1)</script>\u0000").html())
                .doesNotContain("<script")
                .contains("\uFFFD");
    }

    @Test
    void figuresAndTablesAreCounted() {
        assertThat(full().html())
                .contains("<b>Figure 1.</b> Loss.")
                .contains("<b>Figure 5.</b> D.")
                .contains("<b>Table 1.</b> T.")
                .contains("<b>Figure 4.</b> K. cap")
                .contains("1 of 2 claims hold.")
                .contains("class=\"fails\">fails");
    }

    /** Elements that are opened are closed in order; void ones and the document's head are the exceptions HTML makes. */
    @Test
    void thePageIsWellFormed() throws Exception {
        String body = full().html()
                .replaceAll("(?s)^.*<main>", "<main>")
                .replaceAll("(?s)</main>.*$", "</main>")
                .replaceAll("<img([^>]*)>", "<img$1/>");
        assertThat(WellFormed.root(body)).isEqualTo("main");
    }

    @Test
    void everyFigureHasItsFiles(@TempDir Path folder) throws IOException {
        List<Path> written = full().write(folder);
        assertThat(written).first().isEqualTo(folder.resolve("index.html"));
        try (Stream<Path> there = Files.list(folder)) {
            assertThat(there.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "index.html",
                            "loss.svg",
                            "loss.csv",
                            "l.svg",
                            "l.csv",
                            "r.svg",
                            "r.csv",
                            "kernel.svg",
                            "kernel.csv",
                            "digits.png",
                            "digits.csv",
                            "times.csv");
        }
        assertThat(folder.resolve("times.csv")).hasContent("name,n\na<b,1234567\nc,-1.2345678e-5\n");
        assertThat(folder.resolve("index.html"))
                .content()
                .contains("href=\"loss.csv\"")
                .contains("href=\"weights/mlp.safetensors\"");
        assertThat(full().write(folder)).as("a second run replaces the first").hasSameSizeAs(written);
    }

    @Test
    void namesAreFileNamesAndDiffer() {
        LineChart chart = LineChart.titled("t");
        assertThatThrownBy(() -> new Report("k", "t").chart("../x", chart)).hasMessageContaining("../x");
        assertThatThrownBy(() -> new Report("k", "t").chart("x", chart).chart("x", chart))
                .hasMessageContaining("called \"x\"");
        assertThatThrownBy(() -> Table.titled("t", "a", "b").row(1)).hasMessageContaining("got a row of 1");
    }

    @Test
    void noPicturesAreSaidToBeNone() {
        assertThat(new Report("k", "t")
                        .pictures("none", PictureGrid.titled("Wrong"), "")
                        .html())
                .contains("There is none.");
    }
}
