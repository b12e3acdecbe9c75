package dev.lemma.scattering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The memory of long signals is that of what goes in and what comes out, and of a window. */
class LongSignalsTest {

    private static final long MIB = 1 << 20;

    private static long peak(String heap, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                LongSignals.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return Long.parseLong(said.lines()
                .filter(l -> l.startsWith("peak "))
                .findFirst()
                .orElseThrow()
                .substring(5));
    }

    /** 8 signals of 2¹⁸ samples: 8 MiB in, 4 MiB out. */
    @Test
    void someLongSignalsTakeLittle() throws IOException, InterruptedException {
        assertThat(peak("-Xmx192m", "8", "18", "6", "2")).isLessThan(500 * MIB);
    }

    /** 64 signals of 2²⁰ samples, 256 MiB in and 230 MiB out, within 2 GiB of all memory of the process. */
    @Test
    @Tag("slow")
    void manyLongSignalsRunWithinTwoGibibytes() throws IOException, InterruptedException {
        assertThat(peak("-Xmx1600m", "64", "20", "8", "8")).isLessThan(2048 * MIB);
    }
}
