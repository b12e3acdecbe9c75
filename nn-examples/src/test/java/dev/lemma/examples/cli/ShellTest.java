package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lemma shell} in a process of its own, typed into through a pipe. */
class ShellTest {

    @TempDir
    private Path folder;

    private String shell(String typed, String... words) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), typed);
        Path out = folder.resolve("out");
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--add-modules",
                                "jdk.incubator.vector",
                                "-Djava.util.prefs.userRoot=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.lemma.examples.Lemma",
                                "shell"),
                        Stream.of(words))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean inTime = process.waitFor(300, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(inTime).as("%s", Files.readString(out)).isTrue();
        assertThat(process.exitValue()).as("%s", Files.readString(out)).isZero();
        return Files.readString(out);
    }

    /** The training of the README, as it stands there, in fewer epochs. */
    @Test
    void trainsInFiveLines() throws IOException, InterruptedException {
        String said = shell("""
                Split split = Digits.load().split(Key.of(0), 0.8)
                Network net = Network.of(Shape.of(64), Sequential.of(new Dense(128), Activations.RELU, new Dense(10)))
                Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new Adam(1e-3)).batchSize(128).epochs(10).seed(0).fit(split.train())
                trained.evaluate(Metrics.ACCURACY, split.test()) > 0.9 ? "it has learnt" : "it has not learnt"
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "with vectors" : "without vectors"
                """);
        assertThat(said)
                .contains("==> \"it has learnt\"")
                .contains("==> \"with vectors\"")
                .doesNotContain("Error:")
                .doesNotContain("|  Exception");
    }

    @Test
    void runsSnippetsFromAPipeWithoutPrompts() throws IOException, InterruptedException {
        assertThat(shell("System.out.println(Catalogue.load().create(ExtensionPoint.OPTIMIZER, \"adam\"))\n", "-"))
                .contains("Adam[rate=0.001")
                .doesNotContain("jshell>");
    }

    @Test
    void aFileThatIsNotThereIsMisuse() {
        CommandLineRun run = CommandLineRun.of("shell", "none.jsh");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("there is no file none.jsh");
    }
}
