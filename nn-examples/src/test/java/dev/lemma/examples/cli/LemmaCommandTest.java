package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.Lemma;
import dev.lemma.examples.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as it is typed, on the demonstration example of the tests. */
class LemmaCommandTest {

    @TempDir
    Path folder;

    private record Ended(int status, String out, String err) {}

    private static Ended lemma(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = Terminal.plain(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Lemma.execute(terminal, words);
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ended demo(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "run", "demo", "--quick", "--out", folder.resolve("report").toString()));
        all.addAll(List.of(words));
        return lemma(all.toArray(new String[0]));
    }

    @Test
    void listNamesExamplesWithTheirSummaries() {
        Ended list = lemma("list");
        assertThat(list.status()).isZero();
        assertThat(list.out()).contains("demo").contains("One of every figure & table, from made-up numbers");
        assertThat(list.err()).isEmpty();
    }

    @Test
    void aRunPrintsClaimsAndVerdictsAndWritesThePage() {
        Ended run = demo();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("trained for 3 epochs at rate 0.001 with seed 0")
                .containsPattern("holds +Test accuracy of the multilayer perceptron.* 0\\.975  ≥ 0\\.97")
                .containsPattern("holds +Slope.* −0\\.513  -0\\.5 ± 0\\.05")
                .contains("4 of 4 claims hold")
                .contains("Report: " + folder.resolve("report/index.html"));
        assertThat(folder.resolve("report/index.html"))
                .content()
                .contains("4 of 4 claims hold")
                .contains("weights/mlp.txt");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aFailingClaimEndsWithOneAndWritesEverything() {
        Ended run = demo("--fail", "--json", folder.resolve("r.json").toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("FAILS").contains("3 of 4 claims hold");
        assertThat(folder.resolve("r.json")).content().contains("\"holds\":false");
        assertThat(folder.resolve("report/index.html")).content().contains("fails");
    }

    /** Key for key; only the seconds are not known beforehand. */
    @Test
    void jsonHasExactlyItsKeys() throws IOException {
        Path json = folder.resolve("deep/er/result.json");
        assertThat(demo("--seed", "-7", "--json", json.toString()).status()).isZero();
        Path report = folder.resolve("report").toAbsolutePath();
        String artifacts = Stream.of(
                        "index.html",
                        "loss.svg",
                        "loss.csv",
                        "accuracy.svg",
                        "accuracy.csv",
                        "gradient.svg",
                        "gradient.csv",
                        "confusion.svg",
                        "confusion.csv",
                        "misclassified.csv",
                        "misclassified.png",
                        "width.svg",
                        "width.csv",
                        "timing.csv",
                        "kernel.svg",
                        "kernel.csv",
                        "weights/mlp.txt")
                .map(name -> "\"" + report.resolve(name) + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        assertThat(Files.readString(json).replaceFirst("\"seconds\":[0-9.]+(e-[0-9]+)?,", "\"seconds\":S,"))
                .isEqualTo("{\"example\":\"demo\",\"seed\":-7,\"seconds\":S,\"claims\":["
                        + "{\"id\":\"mlp\",\"claim\":\"Test accuracy of the multilayer perceptron, median of five seeds\","
                        + "\"measured\":0.9750000000000001,\"expected\":\"≥ 0.97\",\"holds\":true},"
                        + "{\"id\":\"cnn\",\"claim\":\"Test accuracy of the convolutional network, median of five seeds\","
                        + "\"measured\":0.9861,\"expected\":\"≥ 0.98\",\"holds\":true},"
                        + "{\"id\":\"slope\",\"claim\":\"Slope of the tangent kernel's change against width, on logarithmic axes\","
                        + "\"measured\":-0.513,\"expected\":\"-0.5 ± 0.05\",\"holds\":true},"
                        + "{\"id\":\"gap\",\"claim\":\"The gap between train and test <loss>\","
                        + "\"measured\":\"0.031 ± 0.004\",\"expected\":\"within 0.05\",\"holds\":true}],"
                        + "\"artifacts\":[" + artifacts + "]}\n");
        try (Stream<Path> beside = Files.list(json.getParent())) {
            assertThat(beside).as("no part of a file is left").containsExactly(json);
        }
    }

    @Test
    void commonOptionsStandBeforeTheNameToo() {
        Ended run = lemma("run", "--seed", "5", "--quick", "--out", folder.toString(), "demo", "--epochs", "4");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("4 epochs").contains("seed 5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lst                         | No command is called "lst". Did you mean list?
            run                         | run needs the name of an example
            run dmo                     | No example is called "dmo". Did you mean demo?
            run zzz                     | No example is called "zzz".\\n
            run demo --epocs 3          | Unknown option --epocs for lemma run demo. Did you mean --epochs?
            run demo --sed=3            | Unknown option --sed for lemma run demo. Did you mean --seed?
            run demo -x                 | Unknown option -x for lemma run demo.\\n
            run demo --epochs           | --epochs needs a value: --epochs N
            run demo --epochs --rate 1  | --epochs needs a value: --epochs N
            run demo --epochs 1.5       | --epochs: got "1.5", expected a whole number between 1 and 10000 (default 30).
            run demo --epochs 0         | --epochs: got "0", expected a whole number between 1 and 10000 (default 30).
            run demo --rate NaN         | --rate: got "NaN", expected a number between 1e-8 and 10 (default 0.001).
            run demo --rate -1          | --rate: got "-1", expected a number between 1e-8 and 10 (default 0.001).
            run demo --network @cnn     | --network: got "@cnn", expected one of mlp, cnn, both (default both).
            run demo --network cnnn     | --network: got "cnnn", expected one of mlp, cnn, both (default both).
            run demo --widths 1,,2      | --widths: got "1,,2", expected whole numbers with commas between them (default 16,64,256).
            run demo --seed 1e3         | --seed: got "1e3", expected a whole number
            run demo --seed 1 --seed 2  | --seed is given twice; expected once.
            run demo more               | lemma run demo takes no further words; got "more".
            list demo                   | lemma list takes no further words; got "demo".
            run demo --refuse           | line 3, column bmi: got "n/a", expected a number
            run demo --data nope.csv    | nope.csv: no such file or folder
            """)
    void misuseEndsWithTwoAndOneClearSentence(String words, String sentence) {
        List<String> all = new ArrayList<>(List.of(words.split(" +")));
        if (words.contains("--refuse") || words.contains("--data")) {
            all.addAll(List.of("--out", folder.toString()));
        }
        Ended ended = lemma(all.toArray(new String[0]));
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("lemma: " + sentence.replace("\\n", "\n"))
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
        assertThat(folder.resolve("index.html")).doesNotExist();
    }

    @Test
    void aRunThatBreaksEndsWithOneAndShowsItsTraceOnRequestOnly() {
        Ended broken = demo("--break");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err())
                .startsWith("lemma: The run broke: the first non-finite value is at step 17")
                .contains("--debug")
                .doesNotContain("\tat ");
        assertThat(demo("--break", "--debug").err())
                .contains("IllegalStateException")
                .contains("\tat dev.lemma.examples.DemoExample.run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "list --help",
                "run --help",
                "run demo --help",
                "--version",
                "-V",
                "run demo --version",
                "help",
                "help run demo"
            })
    void helpAndVersionAreEverywhere(String words) {
        Ended ended = lemma(words.split(" "));
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).containsPattern("Usage: lemma|Java [0-9]+");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void helpOfAnExampleSaysDefaultsAndRanges() {
        assertThat(lemma("run", "demo", "--help").out().replaceAll("\\s+", " "))
                .contains(
                        "--epochs=N passes over the training part (a whole number between 1 and 10000; default 30; with --quick 3).")
                .contains("--break throws in the middle of the run, 100 % of the time.")
                .contains("--seed=N")
                .contains("--debug");
    }

    @Test
    void nothingTypedShowsHowToUseIt() {
        Ended ended = lemma();
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("Usage: lemma").contains("list").contains("run");
    }

    @Test
    void placesThatCannotBeWrittenToAreRefusedBeforeTheRun() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "mine");
        assertThat(lemma("run", "demo", "--out", file.toString()).err()).contains("is a file, expected a folder");
        Ended below = lemma("run", "demo", "--out", file.resolve("below").toString());
        assertThat(below.status()).isEqualTo(2);
        assertThat(below.err()).contains("cannot write in").contains("--out DIR");
        Ended json = demo("--json", folder.toString());
        assertThat(json.status()).isEqualTo(2);
        assertThat(json.err()).contains("--json: ").contains("is a folder, expected a file");
        assertThat(json.out()).as("nothing was run").isEmpty();
        assertThat(file).hasContent("mine");
    }
}
