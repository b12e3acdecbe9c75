package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.Lemma;
import dev.lemma.examples.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that brings an optimiser and an example, as it is typed. */
class PluginsTest {

    @TempDir
    static Path folder;

    private static Path jar;

    private record Ended(int status, String out, String err) {}

    private static Ended lemma(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Lemma.execute(
                Terminal.plain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                words);
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @BeforeAll
    static void makeJar() throws IOException {
        Path source = Files.writeString(folder.resolve("AcmePlugin.java"), """
                package acme;

                import dev.lemma.api.check.Check;
                import dev.lemma.api.plugin.*;
                import dev.lemma.api.tensor.Tensor;
                import dev.lemma.api.training.*;
                import dev.lemma.examples.*;
                import dev.lemma.theory.Experiment;
                import dev.lemma.theory.verdict.*;
                import java.util.List;
                import java.util.Map;

                public final class AcmePlugin implements NnPlugin {
                    public String id() { return "acme"; }
                    public int apiLevel() { return NnApi.LEVEL; }
                    public String version() { return "1.2"; }
                    public void contribute(Contributions to) {
                        to.add(ExtensionPoint.OPTIMIZER, "tiger", new Lion(1e-4, 0.9))
                                .summary("sign momentum").formula("m ← βm").cite("arXiv:2302.06675");
                        to.supply(Example.POINT, "acme-shop", Shop::new);
                        to.supply(Experiment.POINT, "acme-dice", Dice::new).summary("Six faces are as likely");
                    }

                    public record Dice() implements Experiment {
                        public Verdict run(Listener listener) {
                            return new Verdict(
                                    new Theorem("Dice", "any book on probability", "E = 7/2"),
                                    Map.of("faces", 6.0),
                                    List.of(Judge.identity("mean", "the mean of six faces is 7/2", 21 / 6.0, 3.5, 0)),
                                    List.of(),
                                    0);
                        }
                        public Dice quick() { return this; }
                    }

                    public record Lion(double rate, double beta) implements Optimizer {
                        public Lion { Check.positive("rate", rate); Check.inHalfOpenUnit("beta", beta); }
                        public Update update(Tensor g, Slots slots) { return Update.by(g.sign().times(-rate)); }
                    }

                    static final class Shop implements Example {
                        public String name() { return "acme-shop"; }
                        public String summary() { return "Says which optimiser it was given"; }
                        public List<ExtensionPoint<?>> parts() { return List.of(ExtensionPoint.OPTIMIZER); }
                        public dev.lemma.examples.Outcome run(RunContext context) {
                            context.print("with " + context.part(ExtensionPoint.OPTIMIZER, new Lion(1, 0)));
                            return dev.lemma.examples.Outcome.of();
                        }
                    }
                }
                """);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none", "--release", "17");
            assertThat(compiler.getTask(said, manager, null, options, null, manager.getJavaFileObjects(source))
                            .call())
                    .as("%s", said)
                    .isTrue();
        }
        Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(classes.resolve("META-INF/services/dev.lemma.api.plugin.NnPlugin"), "acme.AcmePlugin\n");
        jar = folder.resolve("acme-1.2.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(path));
            }
        }
    }

    @Test
    void listsPartsWithTheirPlugins() {
        Ended list = lemma("list", "--plugins", jar.toString());
        assertThat(list.status()).isZero();
        assertThat(list.out())
                .containsPattern("\n? +acme-shop +Says which optimiser it was given")
                .containsPattern("\noptimizer\n(  .*\n)*  adam +lemma\\.optim +gradient descent on moments")
                .containsPattern("\n  tiger +acme +sign momentum\n")
                .containsPattern("\n  relu +lemma\\.core +the positive part\n");
        assertThat(list.err()).isEmpty();
        assertThat(lemma("list").out()).contains("adam").doesNotContain("tiger");
    }

    @Test
    void describesAPart() {
        assertThat(lemma("--plugins", jar.toString(), "describe", "optimizer", "tiger")
                        .out())
                .isEqualTo("""
                        optimizer tiger
                          sign momentum
                          m ← βm

                        Options:
                          rate  a finite number above 0; default 0.0001
                          beta  a number in [0, 1); default 0.9

                        Reference: arXiv:2302.06675

                        From acme 1.2 (acme-1.2.jar)
                        """);
        Ended unknown = lemma("describe", "optimizer", "adma");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("No optimizer is called \"adma\". Did you mean adam")
                .doesNotContain("\tat ");
        assertThat(lemma("describe", "optimiser", "adam").err())
                .contains("No kind of part is called \"optimiser\". Did you mean optimizer?");
        assertThat(lemma("describe").err()).contains("lemma describe optimizer adam");
    }

    private Ended shop(String... words) {
        return lemma(Stream.concat(
                        Stream.of(
                                "run",
                                "acme-shop",
                                "--out",
                                folder.resolve("report").toString(),
                                "--plugins",
                                jar.toString()),
                        Stream.of(words))
                .toArray(String[]::new));
    }

    @Test
    void anExampleTakesAChosenPart() {
        assertThat(shop().out()).contains("with Lion[rate=1.0, beta=0.0]");
        Ended run = shop("--optimizer", "tiger", "--optimizer.rate", "1e-3");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("with Lion[rate=0.001, beta=0.9]");
        assertThat(folder.resolve("report/index.html")).content().contains("--optimizer tiger --optimizer.rate 1e-3");
        assertThat(shop("--optimizer", "adam", "--optimizer.rate=1e-3").out()).contains("with Adam[rate=0.001");
    }

    @Test
    void anExperimentIsListedAndRunByItsName() {
        assertThat(lemma("list", "--plugins", jar.toString()).out())
                .containsPattern("acme-dice +Six faces are as likely");
        Ended run = lemma("run", "acme-dice", "--out", folder.resolve("dice").toString(), "--plugins", jar.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("the mean of six faces is 7/2");
        assertThat(folder.resolve("dice/index.html")).content().contains("any book on probability");
    }

    @Test
    void theOptimizerOfAJarRacesBesideLemmas() {
        Path report = folder.resolve("race");
        Ended run = lemma(
                "run",
                "optimizers",
                "--quick",
                "--only",
                "sgd",
                "--epochs",
                "1",
                "--steps",
                "100",
                "--out",
                report.toString(),
                "--plugins",
                jar.toString(),
                "--optimizer",
                "tiger",
                "--optimizer.rate",
                "1e-3");
        assertThat(run.err().lines())
                .as("nothing but progress, where the machine is slow")
                .allMatch(line -> line.startsWith("digits: ") || line.startsWith("valley: "));
        assertThat(run.status()).isIn(0, 1); // so few steps may miss a claim
        assertThat(report.resolve("digits.csv")).content().contains("\"tiger, chosen\",as chosen,");
        assertThat(report.resolve("valley-descent.csv")).content().contains("\"tiger, chosen\",dashed,1,");
    }

    @Test
    void wrongChoicesAreMisuse() {
        for (String[] words : new String[][] {
            {"tiger has no option \"rat\". Did you mean rate?", "--optimizer", "tiger", "--optimizer.rat", "1"},
            {"tiger: rate: expected a finite number above 0, got -1.0", "--optimizer", "tiger", "--optimizer.rate", "-1"
            },
            {"tiger: rate: expected a number, got \"fast\"", "--optimizer", "tiger", "--optimizer.rate", "fast"},
            {"No optimizer is called \"tigre\". Did you mean tiger?", "--optimizer", "tigre"},
            {"optimizer.rate is set, but no optimizer", "--optimizer.rate", "1"},
            {"Unknown option --activation.slope for acme-shop", "--activation.slope", "1"},
        }) {
            Ended run = shop(Stream.of(words).skip(1).toArray(String[]::new));
            assertThat(run.err()).contains(words[0]).doesNotContain("\tat ");
            assertThat(run.status()).isEqualTo(2);
        }
        assertThat(lemma("list", "--plugins").err()).contains("--plugins needs the path of a jar");
        assertThat(lemma("list", "--plugins", "none.jar").err()).contains("there is no file none.jar");
    }

    @Test
    void aBrokenJarIsASentenceAndTheRestWorks() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "not a zip");
        Ended list = lemma("list", "--plugins", broken.toString(), jar.toString());
        assertThat(list.status()).isZero();
        assertThat(list.err())
                .contains("lemma: a plugin is left out: a plugin (broken.jar): it is not a jar that can be read")
                .hasLineCount(1);
        assertThat(list.out()).contains("tiger");
    }
}
