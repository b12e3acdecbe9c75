package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.examples.Claim;
import dev.lemma.examples.CommandLineRun;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every run keeps its own folder, and several can be seen side by side. */
class RunsTest {

    @TempDir
    Path folder;

    private RunRecord run(Runs runs, String example, long started, double measured) {
        Path out = runs.begin(example);
        new Report("Lemma", example)
                .chart("loss", LineChart.titled("Loss").line("a", new double[] {1, measured}))
                .write(out);
        RunRecord run = new RunRecord(
                out,
                example,
                "lemma run " + example + " --seed " + started,
                started,
                0.5,
                List.of(
                        Claim.atLeast("accuracy", "Accuracy ≥ of \"all\" = what: it reads", measured, 0.5),
                        Claim.that("other", "Another", "a\nb", "ü", true)));
        run.write();
        return run;
    }

    @Test
    void noRunOverwritesAnother() throws IOException {
        Runs runs = new Runs(folder);
        RunRecord first = run(runs, "digits", 2, 0.9);
        RunRecord second = run(runs, "digits", 3, 0.25);
        RunRecord third = run(runs, "regression", 1, 0.75);
        assertThat(List.of(first, second, third))
                .extracting(run -> run.folder().getFileName().toString())
                .containsExactly("digits", "digits-2", "regression");
        Files.createDirectory(folder.resolve("foreign"));
        Files.writeString(Files.createDirectory(folder.resolve("damaged")).resolve("run.properties"), "claims=many");
        assertThat(runs.all()).containsExactly(third, first, second);
        assertThat(runs.index())
                .content()
                .contains("href=\"digits-2/index.html\"", "lemma run regression --seed 1", "1 of 2", "2 of 2")
                .doesNotContain("foreign", "damaged");
    }

    @Test
    void aFolderThatIsAnothersIsRefused() throws IOException {
        Runs.requireOwn(folder, "digits");
        Runs runs = new Runs(folder);
        RunRecord digits = run(runs, "digits", 1, 0.9);
        Runs.requireOwn(digits.folder(), "digits");
        assertThatThrownBy(() -> Runs.requireOwn(digits.folder(), "regression"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the report of digits");
        Path own = Files.writeString(folder.resolve("index.html"), "my page");
        CommandLineRun refused = CommandLineRun.of("run", "regression", "--quick", "--out", folder.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("an index.html that is not the report of a run");
        assertThat(own).hasContent("my page");
    }

    @Test
    void runsAreComparedClaimByClaim() {
        Runs runs = new Runs(folder);
        RunRecord first = run(runs, "digits", 1, 0.9);
        RunRecord second = run(runs, "digits", 2, 0.25);
        CommandLineRun compared = CommandLineRun.of(
                "compare", first.folder().toString(), second.folder().toString());
        assertThat(compared.status()).as(compared.err()).isZero();
        assertThat(compared.out()).contains("[1] 0.9  [2] 0.25 FAILS", "Accuracy ≥ of");
        assertThat(folder.resolve("comparison.html"))
                .content()
                .contains("src=\"digits/loss.svg\"", "src=\"digits-2/loss.svg\"", "0.25 FAILS");
        CommandLineRun alone = CommandLineRun.of("compare", first.folder().toString());
        assertThat(alone.status()).isEqualTo(2);
        assertThat(alone.err()).contains("two runs at least");
        CommandLineRun none = CommandLineRun.of("compare", folder.toString(), folder.toString());
        assertThat(none.err()).contains("not the folder of a run");
    }
}
