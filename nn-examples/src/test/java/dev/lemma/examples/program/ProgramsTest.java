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
import dev.lemma.examples.data.Digits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a user writes first, compiled and run. */
class ProgramsTest {

    private static final Path SOURCE = Path.of("src/test/java/dev/lemma/examples/program/TrainOnDigits.java");

    @Test
    void trainsANetworkOnRealData() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            TrainOnDigits.main();
        } finally {
            System.setOut(before);
        }
        assertThat(Double.parseDouble(printed.toString(StandardCharsets.UTF_8).strip()))
                .isBetween(0.96, 1.0);
    }

    /** The README's program is the one that was run. */
    @Test
    void theReadmeShowsThatProgram() throws IOException {
        Matcher shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(shown.find()).isTrue();
        Matcher run = Pattern.compile("static void main\\(\\) \\{\n(.*?)\n    }\n", Pattern.DOTALL)
                .matcher(Files.readString(SOURCE));
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
