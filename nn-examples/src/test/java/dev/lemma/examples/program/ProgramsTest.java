package dev.lemma.examples.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.CommandLineRun;
import dev.lemma.examples.Example;
import dev.lemma.examples.data.Digits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a user writes first, compiled and run. */
class ProgramsTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/lemma/examples/program");
    private static final String NUMBER = "-?[0-9]+\\.[0-9]+";

    /** What each prints, with its known answer where it has one; N is a number. */
    private static final Map<String, String> PRINTED = Map.ofEntries(
            Map.entry("TrainOnDigits", "0\\.9[6-9][0-9]*"),
            Map.entry("OwnOptimizer", "0\\.9[5-9][0-9]*"),
            Map.entry("OneActivation", "tangent kernel (N), its limit (N)\ntarget (N), trained (N)"),
            Map.entry(
                    "GaussianProcessOnDiabetes", "(?s).*\n(7[2-9]|8[0-6]) of 88 unseen patients inside the 90 % band"),
            Map.entry("ScatteringFeatures", "\\[1797, 1, 81, 2, 2] for 81 paths\n\\[10] from 3250 parameters"),
            Map.entry("DiffusionModel", "log-likelihood -[12]\\.[0-9]+, solver true"),
            Map.entry("FlowThroughANetwork", "COMPLETE, at t = 1/2 .*\ngradient of \\[82]"),
            Map.entry("CheckATheorem", "(?s).*HOLDS.*"),
            Map.entry("Autoencoder", "loss [34][0-9]\\.[0-9], then 2[0-9]\\.[0-9]; drew \\[10, 64]"),
            Map.entry("TwoPlayers", "mean distance from the centre (0\\.9|1\\.0)[0-9], of the circle 1"),
            Map.entry("ManyAtOnce", "\\[5, 49]\nmean risk of 30 networks 0\\.0[0-9]+"),
            Map.entry("OwnLoop", "3\\.000 -1\\.000"),
            Map.entry("Evidence", "(?s)(length N: N, slope N\n?){4}"));

    static Stream<Path> programs() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files
                    .filter(file -> {
                        try {
                            return Files.readString(file).contains("public static void main(");
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    })
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyProgramPrintsWhatItSays(Path source) throws ReflectiveOperationException {
        String name = source.getFileName().toString().replace(".java", "");
        Method main = Class.forName(getClass().getPackageName() + "." + name).getMethod("main", String[].class);
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        String printed = bytes.toString(StandardCharsets.UTF_8).strip();
        assertThat(PRINTED).as("what each program prints").containsKey(name);
        assertThat(printed).matches(PRINTED.get(name).replace("N", NUMBER));
    }

    /** An example of this command runs by its own class too. */
    @Test
    void everyExampleHasAMain() throws Exception {
        int examples = 0;
        for (Provider<Example> provider :
                ServiceLoader.load(Example.class).stream().toList()) {
            Class<? extends Example> type = provider.type();
            if (!type.getPackageName().startsWith("dev.lemma.examples")
                    || type.getPackageName().equals("dev.lemma.examples")) {
                continue; // those of tests
            }
            assertThat(type.getMethod("main", String[].class).getModifiers() & Modifier.STATIC)
                    .isNotZero();
            assertThat(Files.readString(Path.of("src/main/java", type.getName().replace('.', '/') + ".java")))
                    .contains("Lemma.run(\"" + provider.get().name() + "\", arguments);");
            examples++;
        }
        assertThat(examples).isGreaterThan(16);
    }

    /** The page lists them all. */
    @Test
    void thePageListsEveryProgramAndEveryExample() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "examples.md"));
        for (Path program : programs().toList()) {
            assertThat(page).contains("| `" + program.getFileName().toString().replace(".java", "") + "` |");
        }
        for (Provider<Example> example :
                ServiceLoader.load(Example.class).stream().toList()) {
            if (!example.type().getPackageName().equals("dev.lemma.examples")) {
                assertThat(page)
                        .contains("| `" + example.get().name() + "` | "
                                + example.get().summary().replace("|", "\\|") + " | `"
                                + example.type().getName().replace("dev.lemma.examples.", "") + "` |");
            }
        }
    }

    @Test
    void theReadmeShowsTheFirst() throws IOException {
        Matcher shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(shown.find()).isTrue();
        Matcher run = Pattern.compile("void main\\(String\\[] arguments\\) \\{\n(.*?)\n    }\n", Pattern.DOTALL)
                .matcher(Files.readString(SOURCES.resolve("TrainOnDigits.java")));
        assertThat(run.find()).isTrue();
        assertThat(shown.group(1).strip()).isEqualTo(run.group(1).stripIndent().strip());
    }

    /** An activation in one line: values, and derivatives of any order, without further code. */
    @Test
    void anActivationIsItsFormula() {
        Activation swish = x -> x.times(x.sigmoid());
        Network net = Network.of(
                Shape.of(3),
                Sequential.of(new Dense(512), swish, new Dense(512), swish, new Dense(1)),
                Parametrization.NTK);
        INDArray theta = net.initial(Key.of(1));
        INDArray x = new Law.Normal(1).draw(Key.of(2), Shape.of(4, 3)).toINDArray();
        assertThat(net.values(theta, x).shape()).containsExactly(4, 1);

        double z = 0.8;
        double s = 1 / (1 + Math.exp(-z));
        Program derivatives = Program.of(Fused.executor(), leaves -> {
            Tensor y = swish.apply(leaves.get(0));
            Tensor first = Derivatives.gradient(y, leaves.get(0));
            return List.of(y, first, Derivatives.gradient(first, leaves.get(0)));
        });
        List<Array> values = derivatives.callAll(List.of(Array.scalar(z)));
        double slope = s * (1 - s);
        assertThat(values.get(0).item()).isCloseTo(z * s, within(1e-15));
        assertThat(values.get(1).item()).isCloseTo(s + z * slope, within(1e-15));
        assertThat(values.get(2).item()).isCloseTo(2 * slope + z * slope * (1 - 2 * s), within(1e-15));
    }

    /** Its first step is a sign, its second follows from the formula by hand. */
    @Test
    void anOptimiserIsItsFormula() {
        Split digits = Digits.load().split(Key.of(0), 0.8);
        Network net = Network.of(Shape.of(64), Sequential.of(new Dense(64), Activations.RELU, new Dense(10)));
        Trained trained = Trainer.of(net, Losses.CROSS_ENTROPY, new Lion(1e-3, 0.9, 0.99))
                .batchSize(64)
                .epochs(20)
                .fit(digits.train());
        assertThat(trained.evaluate(Metrics.ACCURACY, digits.test())).isGreaterThan(0.95);

        Network line = Network.of(Shape.of(1), new Dense(1).noBias()).as(DType.FLOAT64);
        // loss w·x on one example, x = 2: the gradient is 2 at every step
        Trainer steps = Trainer.of(line, (prediction, target) -> prediction, new Lion(0.1, 0.9, 0.99))
                .startingAt(Array.vector(5));
        Dataset one = Dataset.of(Array.matrix(new double[][] {{2}}), Array.matrix(new double[][] {{0}}));
        assertThat(steps.steps(1).fit(one).thetaArray().item()).isCloseTo(4.9, within(1e-15));
        assertThat(steps.steps(2).fit(one).thetaArray().item()).isCloseTo(4.8, within(1e-15));
    }

    @Test
    void fromATerminal(@TempDir Path folder) {
        CommandLineRun list = CommandLineRun.of("list");
        assertThat(list.out())
                .contains("digits")
                .contains("signal")
                .contains("regression")
                .contains("images");
        Path json = folder.resolve("result.json");
        CommandLineRun run = CommandLineRun.of(
                "run", "digits", "--quick", "--out", folder.resolve("report").toString(), "--json", json.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("2 of 2 claims hold");
        assertThat(folder.resolve("report/index.html")).exists();
        assertThat(json).content().startsWith("{\"example\":\"digits\"");
    }
}
