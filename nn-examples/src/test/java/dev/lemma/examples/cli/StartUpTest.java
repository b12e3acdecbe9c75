package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that compute nothing load nothing that computes: a process of its own, which logs the classes it loads. */
class StartUpTest {

    @ParameterizedTest
    @ValueSource(strings = {"list", "run demo --help", "--version", "run demo --epocs 3"})
    void describingLoadsNoNumericsAndNoWindows(String words) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lemma.examples.Lemma"));
        command.addAll(List.of(words.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(log).contains("dev.lemma.examples.cli.LemmaCommand");
        assertThat(
                        log.lines()
                                .filter(
                                        line -> line.contains("] org.nd4j.")
                                                || line.contains("] org.bytedeco.")
                                                || line.contains("] java.awt.")
                                                || line.matches(
                                                        ".*\\] dev\\.lemma\\.core\\.(compiler|execution|reference|linalg|concurrent)\\..*")))
                .isEmpty();
    }
}
