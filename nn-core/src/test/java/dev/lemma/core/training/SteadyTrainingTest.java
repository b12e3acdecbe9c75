package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training needs at the end what it needed in the middle. In a JVM of its own, whose heap is of fixed size and touched at
 * the start, so that what the process grows by lies outside of it.
 */
class SteadyTrainingTest {

    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private void staysFlat(int steps, long growth, long growthOutside) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Xms64m",
                        "-Xmx64m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SteadyTraining.class.getName(),
                        Integer.toString(steps))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        List<long[]> measured = Files.readString(out)
                .lines()
                .map(line -> Arrays.stream(line.split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .toList();
        // The first measurement loads the classes that measuring needs. The history grows by an epoch of some 80 bytes
        // each 13 steps.
        assertThat(measured).hasSize(3);
        assertThat(measured.get(2)[0] - measured.get(1)[0])
                .as("growth of the heap")
                .isLessThan(growth);
        assertThat(measured.get(2)[1] - measured.get(1)[1])
                .as("growth outside the heap")
                .isLessThan(growthOutside);
    }

    /** Few enough for the just-in-time compiler to be still at work, which needs memory too. */
    @Test
    void memoryIsFlatOverThousandsOfSteps() throws IOException, InterruptedException {
        staysFlat(6000, MEGABYTE / 8, 64 * MEGABYTE);
    }

    @Test
    @Tag("slow")
    void memoryIsFlatOverAHundredThousandSteps() throws IOException, InterruptedException {
        staysFlat(100_000, MEGABYTE, 16 * MEGABYTE);
    }
}
