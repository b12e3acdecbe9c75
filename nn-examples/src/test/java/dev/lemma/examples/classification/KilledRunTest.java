package dev.lemma.examples.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments: the run that is started again and again until it ends writes the bytes of the run that
 * was left alone. Each run is a process of its own.
 */
class KilledRunTest {

    private static final long LONGEST_SECONDS = 1800;

    @TempDir
    Path folder;

    private static final List<String> SHORT = List.of("--quick", "--epochs", "3", "--every", "5");

    /** As a user runs it. */
    private static final List<String> FULL = List.of("--every", "50");

    @Test
    void threeKills() throws IOException, InterruptedException {
        killed(3, SHORT);
    }

    @Test
    @Tag("slow")
    void twentyKillsOfTheFullRun() throws IOException, InterruptedException {
        killed(20, FULL);
    }

    private void killed(int kills, List<String> options) throws IOException, InterruptedException {
        Path checkpoints = folder.resolve("checkpoints");
        long start = System.nanoTime();
        ended(start(folder.resolve("whole"), folder.resolve("other"), options));
        long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        Random moments = new Random(11);
        int killedRunning = 0;
        for (int attempt = 0; killedRunning < kills; attempt++) {
            assertThat(attempt).as("runs end before they are killed").isLessThan(4 * kills + 4);
            Process run = start(folder.resolve("killed"), checkpoints, options);
            if (run.waitFor(200 + moments.nextLong(Math.max(1, whole)), TimeUnit.MILLISECONDS)) {
                // the checkpoints are complete: the rest of the kills hits runs from the beginning
                ended(run);
                compare();
                delete(checkpoints);
                continue;
            }
            run.destroyForcibly();
            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as("killed").isEqualTo(128 + 9);
            killedRunning++;
        }
        ended(start(folder.resolve("killed"), checkpoints, options));
        compare();
    }

    private void compare() {
        for (String name : List.of("mlp.safetensors", "cnn.safetensors")) {
            assertThat(folder.resolve("killed").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(name));
        }
    }

    private Process start(Path out, Path checkpoints, List<String> options) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lemma.examples.Lemma"));
        command.addAll(List.of("run", "digits"));
        command.addAll(options);
        command.addAll(List.of("--checkpoint", checkpoints.toString(), "--out", out.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void ended(Process run) throws IOException, InterruptedException {
        boolean inTime = run.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        if (!inTime || run.exitValue() > 1) { // 1: so short a run may miss the accuracy it claims
            run.destroyForcibly();
            throw new AssertionError("the run did not end well:\n" + Files.readString(folder.resolve("log")));
        }
        assertThat(folder.resolve("log")).content().contains("Report: ");
    }

    private static void delete(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
