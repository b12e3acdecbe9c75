package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Optimisers, activations and the rest, chosen by name for Lemma's own examples. */
class PartsOfExamplesTest {

    @TempDir
    private Path folder;

    private CommandLineRun run(String example, String... more) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "run",
                                example,
                                "--quick",
                                "--out",
                                folder.resolve("report").toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void theDigitsAreLearntWithChosenParts() {
        CommandLineRun run = run(
                "digits",
                "--width",
                "64",
                "--optimizer",
                "nesterov",
                "--optimizer.rate",
                "0.05",
                "--activation",
                "swish",
                "--initializer",
                "glorot-normal",
                "--schedule",
                "inverse-root",
                "--schedule.initial",
                "1",
                "--schedule.steps",
                "50",
                "--loss",
                "cross-entropy",
                "--loss.smoothing",
                "0.05");
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(folder.resolve("report/index.html"))
                .content()
                .contains("--optimizer nesterov")
                .contains("--activation swish");
    }

    @Test
    void aColumnIsPredictedWithChosenParts() {
        CommandLineRun run = run(
                "regression",
                "--steps",
                "4000",
                "--optimizer",
                "adamw",
                "--optimizer.rate",
                "2e-3",
                "--activation",
                "softplus",
                "--initializer",
                "orthogonal",
                "--loss",
                "huber");
        assertThat(run.status()).as(run.out() + run.err()).isZero();
    }

    @Test
    void theSignalOfChosenPartsIsMeasured() {
        CommandLineRun run = run(
                "signal",
                "--depths",
                "5,10",
                "--draws",
                "100",
                "--widths",
                "16,32",
                "--activation",
                "tanh",
                "--initializer",
                "glorot-uniform");
        assertThat(run.status()).as(run.err()).isIn(0, 1); // so few draws may miss a claim
        assertThat(folder.resolve("report/index.html"))
                .content()
                .contains("The chosen parts")
                .contains("activation tanh");
    }

    /** It is in tables and charts, and changes no claim, though it learns worse than all the others. */
    @Test
    void theChosenOptimizerRacesBesideTheOthers() throws IOException {
        Path json = folder.resolve("result.json");
        String[] race = {"--only", "adam,sgd,momentum", "--epochs", "2", "--steps", "100", "--json", json.toString()};
        assertThat(run("optimizers", race).status()).isIn(0, 1); // so few steps may miss a claim
        String alone = claims(json);
        CommandLineRun run = run(
                "optimizers",
                Stream.concat(
                                Stream.of(race),
                                Stream.of(
                                        "--optimizer", "adam", "--optimizer.rate", "1e-6", "--optimizer.beta1", "0.5"))
                        .toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isIn(0, 1);
        assertThat(claims(json)).isEqualTo(alone).contains("(sgd)");
        assertThat(folder.resolve("report/digits.csv")).content().contains("\"adam, chosen\",as chosen,");
        assertThat(folder.resolve("report/valley.csv")).content().contains("\"adam, chosen\",as chosen,");
        for (String chart : List.of("digits-descent", "digits-adam", "valley-descent", "valley-adam")) {
            assertThat(folder.resolve("report/" + chart + ".csv")).content().contains("\"adam, chosen\",dashed,1,");
        }
        assertThat(folder.resolve("report/index.html")).content().contains("--optimizer.beta1 0.5", "that was chosen");
    }

    @Test
    void theChosenSamplerRunsBesideTheOthers() throws IOException {
        Path json = folder.resolve("result.json");
        String[] chains = {"--chains", "5000", "--json", json.toString()};
        assertThat(run("langevin", chains).status()).isIn(0, 1); // so few chains may miss a claim
        String alone = claims(json);
        CommandLineRun run = run(
                "langevin",
                Stream.concat(Stream.of(chains), Stream.of("--sampler", "hmc", "--sampler.step", "0.2"))
                        .toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isIn(0, 1);
        assertThat(claims(json)).isEqualTo(alone).contains("hmc-law");
        String row = Files.readAllLines(folder.resolve("report/methods.csv")).stream()
                .filter(line -> line.startsWith("\"hmc, chosen\",120,0.9"))
                .findFirst()
                .orElseThrow();
        double pValue = Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
        assertThat(pValue).as("of another temperature it would be 0").isBetween(1e-6, 1.0);
        assertThat(folder.resolve("report/histogram.csv")).content().contains("\"hmc, chosen\",points,");
        assertThat(folder.resolve("report/index.html")).content().contains("--sampler hmc", "that was chosen");
    }

    private static String claims(Path json) throws IOException {
        String result = Files.readString(json);
        return result.substring(result.indexOf("\"claims\""), result.indexOf("\"artifacts\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "digits | --optimizer adma | No optimizer is called \"adma\". Did you mean adam",
                "digits | --optimizer adam --optimizer.raet 1 | adam has no option \"raet\". Did you mean rate",
                "digits | --optimizer adam --optimizer.rate -1 | adam: rate: expected a finite number above 0, got -1.0",
                "digits | --optimizer adam --optimizer.rate fast | adam: rate: expected a number, got \"fast\"",
                "digits | --optimizer.rate 1e-3 | optimizer.rate is set, but no optimizer",
                "digits | --optimiser adam | Unknown option --optimiser for lemma run digits. Did you mean --optimizer",
                "digits | --optimizer adam --rate 0.1 | --rate is that of Adam, which --optimizer replaces",
                "digits | --activation rleu | No activation is called \"rleu\". Did you mean relu",
                "digits | --activation relu --activation.slope 1 | relu has no options; got slope",
                "digits | --initializer he | No initializer is called \"he\". Did you mean he-normal",
                "digits | --schedule cosin | No schedule is called \"cosin\". Did you mean",
                "digits | --loss huber | huber: predictions [7, 10], targets [7]",
                "langevin | --sampler malla | No sampler is called \"malla\". Did you mean mala",
                "langevin | --sampler hmc --sampler.leaps 0 | hmc: leaps: expected a whole number of at least 1, got 0",
                "langevin | --sampler langevin --sampler.step 50 | --sampler: a chain of Langevin[step=50.0",
                "langevin | --optimizer adam | which takes no optimizer. Parts that can be chosen: --sampler",
                "digits | --layer dense | Unknown option --layer for lemma run digits",
                "digits | --layer.out 3 | Unknown option --layer.out for digits. Parts that can be chosen: --activation",
                "regression | --optimizer adam --rate 0.1 | --rate is that of Adam, which --optimizer replaces",
                "signal | --optimizer adam | Unknown option --optimizer for lemma run signal, which takes no optimizer. Parts that can be chosen: --activation, --initializer",
                "demo | --optimizer=adam | which takes no optimizer. Parts that can be chosen: none",
                "signal | --optimizer.rate 1 | Unknown option --optimizer.rate for signal. Parts that can be chosen: --activation",
                "optimizers | --optimizer adma | No optimizer is called \"adma\". Did you mean adam",
                "optimizers | --optimizer norm-clipping | norm-clipping needs",
                "images | --data nowhere --optimizer adma | No optimizer is called \"adma\". Did you mean adam",
            })
    void whatCannotBeUsedIsMisuse(String example, String words, String message) {
        CommandLineRun run = run(example, words.split(" "));
        assertThat(run.err()).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void theCheckpointsOfOtherPartsAreRefused() {
        String[] begin = {"--epochs", "1", "--width", "8", "--filters", "1"};
        assertThat(with(begin, "--optimizer", "adam").status()).isIn(0, 1);
        assertThat(with(begin, "--optimizer", "adam").out()).contains("the checkpoint is complete");
        CommandLineRun otherRate = with(begin, "--optimizer", "adam", "--optimizer.rate", "2e-3");
        assertThat(otherRate.status()).isEqualTo(2);
        assertThat(otherRate.err())
                .contains("another training wrote it. optimizer: ")
                .contains("Adam[rate=0.001")
                .contains("Adam[rate=0.002")
                .contains("give this training a folder of its own.")
                .doesNotContain("\tat ");
        assertThat(with(begin, "--optimizer", "sgd").status()).isEqualTo(2);
        CommandLineRun otherActivation = with(begin, "--optimizer", "adam", "--activation", "swish");
        assertThat(otherActivation.status()).isEqualTo(2);
        assertThat(otherActivation.err())
                .contains("another training wrote it. layers: ")
                .containsPattern("relu.* there")
                .containsPattern("silu.* here");
        assertThat(with(begin, "--optimizer", "adam", "--initializer", "orthogonal")
                        .status())
                .isEqualTo(2);
        assertThat(with(begin, "--optimizer", "adam", "--loss", "multi-margin").err())
                .contains("loss: cross_entropy there");
    }

    private CommandLineRun with(String[] begin, String... more) {
        return run(
                "digits",
                Stream.of(
                                Stream.of(begin),
                                Stream.of(
                                        "--checkpoint",
                                        folder.resolve("checkpoints").toString()),
                                Stream.of(more))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }
}
