package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that depends on nn-optim and on nothing else. */
class AloneTest {

    private static final List<String> FOREIGN = List.of(
            "guice", "inject", "logback", "picocli", "jfree", "plot", "junit", "assertj", "archunit", "nd4j-native-1");

    @TempDir
    private Path folder;

    /** Of this module and all that it needs at run time; the build writes it down. */
    private static String classPath() throws IOException {
        Path classes = Path.of(
                Adam.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        String needed = Files.readString(classes.resolveSibling("runtime-classpath.txt"))
                .strip();
        return classes + File.pathSeparator + needed;
    }

    @Test
    void hasNoContainerNoLoggingNoCommandLineAndNoPlottingOnItsClassPath() throws IOException {
        List<String> names = Arrays.stream(classPath().split(File.pathSeparator))
                .map(entry -> Path.of(entry).toString())
                .toList();
        assertThat(names).anyMatch(name -> name.contains("nn-core")).anyMatch(name -> name.contains("nn-api"));
        for (String foreign : FOREIGN) {
            assertThat(names.stream()
                            .map(name -> Path.of(name).getFileName().toString())
                            .filter(name -> name.contains(foreign)))
                    .as(foreign)
                    .isEmpty();
        }
    }

    @Test
    void trainsWithAdam() throws IOException, InterruptedException {
        Path source = folder.resolve("Train.java");
        Files.write(
                source,
                AloneTest.class.getResourceAsStream("/outside/Train.java").readAllBytes());
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        source.toString())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(Files.readString(out).strip()).isEqualTo("1.0");
        assertThat(Files.readString(errors).lines().filter(line -> line.contains("Exception")))
                .isEmpty();
    }
}
