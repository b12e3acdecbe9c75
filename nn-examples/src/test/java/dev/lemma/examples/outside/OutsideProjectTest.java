package dev.lemma.examples.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.core.training.SavedParts;
import dev.lemma.core.training.Trained;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.MissingPluginException;
import dev.lemma.testkit.ActivationContract;
import dev.lemma.testkit.LayerContract;
import dev.lemma.testkit.OptimizerContract;
import dev.lemma.testkit.PluginContract;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project of {@code nn-examples/plugin} as its author has it: built by Maven from installed artifacts, without a
 * network, its tests run, and its jar given to the {@code lemma} command. Runs when everything has been packaged.
 */
class OutsideProjectTest {

    private static final Pattern COUNTS = Pattern.compile(
            "<testsuite [^>]*?name=\"([^\"]+)\"[^>]*? tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\""
                    + " failures=\"(\\d+)\"");

    @TempDir
    private static Path folder;

    private static Path project;
    private static Path jar;

    private record Ended(int status, String said) {}

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name + " is not set: run mvn verify");
    }

    private static Ended ended(Map<String, String> environment, Path directory, List<String> command)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Ended(process.exitValue(), Files.readString(said));
    }

    /** {@code lemma WORDS}, with the class path and the options of the script. */
    private static Ended lemma(String... words) throws IOException, InterruptedException {
        String own = "target/nn-examples-" + property("lemma.version") + ".jar";
        String classPath = own
                + File.pathSeparator
                + Files.readString(Path.of("target/classpath.txt")).strip();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classPath,
                "dev.lemma.examples.Lemma"));
        command.addAll(List.of(words));
        return ended(Map.of("OMP_NUM_THREADS", "1"), Path.of("").toAbsolutePath(), command);
    }

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        Path repository = Files.createDirectories(folder.resolve("repository"));
        StagedRepository.make(
                repository,
                Path.of(property("lemma.repository")),
                Path.of("..").toAbsolutePath().normalize(),
                property("lemma.version"));
        project = folder.resolve("waves");
        copy(Path.of("plugin"), project);
        boolean windows = File.separatorChar == '\\';
        Ended maven = ended(
                Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_OPTS", "-XX:TieredStopAtLevel=1"),
                project,
                List.of(
                        Path.of(property("lemma.maven"), "bin", windows ? "mvn.cmd" : "mvn")
                                .toString(),
                        "--offline",
                        "--batch-mode",
                        "-Dmaven.repo.local=" + repository,
                        // which server a file came from does not matter
                        "-Dmaven.legacyLocalRepo=true",
                        "-Dlemma.version=" + property("lemma.version"),
                        "package"));
        assertThat(maven.status()).as(maven.said()).isZero();
        jar = project.resolve("target/waves-1.0.jar");
        assertThat(jar).as(maven.said()).isRegularFile();
    }

    @AfterAll
    static void unlink() throws IOException {
        StagedRepository.unlink(folder.resolve("repository"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !from.relativize(file).startsWith("target"))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /**
     * Contracts of the optimiser, the activation, the layer, the primitive with its kernel and the plugin; limits of wide networks; training by name, constructor and
     * injection, and continued after it was killed.
     */
    @Test
    void itsTestsRanTheContracts() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Stream<Path> reports = Files.list(project.resolve("target/surefire-reports"))) {
            for (Path report :
                    reports.filter(file -> file.toString().endsWith(".xml")).toList()) {
                Matcher found = COUNTS.matcher(Files.readString(report));
                assertThat(found.find()).as("%s", report).isTrue();
                counts.put(found.group(1).replaceFirst(".*\\.", ""), Integer.parseInt(found.group(2)));
                assertThat(found.group(3) + found.group(4) + found.group(5))
                        .as("%s", report)
                        .isEqualTo("000");
            }
        }
        assertThat(counts)
                .containsEntry("YogiTest", testsOf(OptimizerContract.class) + 1)
                .containsEntry("SnakeTest", testsOf(ActivationContract.class) + 1)
                .containsEntry("HartleyTest", 3 + 2)
                .containsEntry("SpectralGainTest", testsOf(LayerContract.class) + 2)
                .containsEntry("WavesPluginTest", testsOf(PluginContract.class))
                .containsEntry("TrainingTest", 4);
    }

    private static int testsOf(Class<?> contract) {
        return (int) Stream.of(contract.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
    }

    @Test
    void theCommandKnowsItsParts() throws IOException, InterruptedException {
        Ended list = lemma("list", "--plugins", jar.toString());
        assertThat(list.status()).as(list.said()).isZero();
        assertThat(list.said())
                .containsPattern("\n  waves +A network learns a wave from points of it\n")
                .containsPattern("\n  yogi +example\\.waves +adam that forgets")
                .containsPattern("\n  snake +example\\.waves +the identity with a wave on it\n");
        assertThat(lemma("describe", "optimizer", "yogi", "--plugins", jar.toString())
                        .said())
                .contains("beta2    a number in [0, 1); default 0.999")
                .contains("From example.waves 1.0 (waves-1.0.jar)");
        assertThat(lemma("completion", "bash", "--plugins", jar.toString()).said())
                .contains("\"yogi\"")
                .contains("\"snake\"");
    }

    @Test
    void theDigitsAreLearntWithItsParts() throws IOException, InterruptedException {
        Path out = folder.resolve("report");
        Ended run = lemma(
                "run",
                "digits",
                "--quick",
                "--plugins",
                jar.toString(),
                "--out",
                out.toString(),
                "--optimizer",
                "yogi",
                "--optimizer.rate",
                "2e-3",
                "--activation",
                "snake",
                "--checkpoint",
                folder.resolve("checkpoints").toString());
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("2 of 2 claims hold");

        // what was saved names the plugin, and cannot be loaded without it
        SavedParts parts = SavedParts.of(out.resolve("cnn.safetensors"));
        assertThat(parts.plugins()).contains("example.waves 1.0");
        assertThat(String.valueOf(parts.optimizer().orElseThrow().options()))
                .contains("yogi")
                .contains("rate=0.002");
        assertThatThrownBy(() -> Trained.load(out.resolve("cnn.safetensors"), Catalogue.load()))
                .isInstanceOf(MissingPluginException.class)
                .hasMessageContaining("activation \"snake\" of plugin example.waves 1.0, which is not there");

        // and so do its checkpoints, which another training does not continue
        Ended other = lemma(
                "run",
                "digits",
                "--quick",
                "--out",
                out.toString(),
                "--checkpoint",
                folder.resolve("checkpoints").toString());
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.said())
                .contains("another training wrote it. layers: ")
                .contains("Yogi[rate=0.002")
                .contains(". It was written with example.waves 1.0. Train as it was")
                .doesNotContain("\tat ");
    }

    @Test
    void itsExampleRuns() throws IOException, InterruptedException {
        Ended run = lemma(
                "run",
                "waves",
                "--quick",
                "--plugins",
                jar.toString(),
                "--out",
                folder.resolve("waves-report").toString());
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("1 of 1 claim holds");
    }

    @Test
    void optionsOfItsPartsAreChecked() throws IOException, InterruptedException {
        Ended run = lemma(
                "run",
                "digits",
                "--quick",
                "--plugins",
                jar.toString(),
                "--optimizer",
                "yogi",
                "--optimizer.rate",
                "-1");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.said())
                .contains("yogi: rate: expected a finite number above 0, got -1.0")
                .doesNotContain("\tat ");
        Ended without = lemma("run", "digits", "--quick", "--optimizer", "yogi");
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.said()).contains("No optimizer is called \"yogi\".");
    }
}
