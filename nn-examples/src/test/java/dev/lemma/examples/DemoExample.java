package dev.lemma.examples;

import dev.lemma.examples.report.HeatMap;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One of everything an example can do, with made-up numbers: the commands' tests run it, and its page is what one looks at. */
public final class DemoExample implements Example {

    private static final Option<Integer> EPOCHS = Option.integer("epochs", 30, "passes over the training part")
            .between(1, 10_000)
            .quick(3);
    private static final Option<Double> RATE =
            Option.number("rate", 1e-3, "step size").between(1e-8, 10.0);
    private static final Option<String> NETWORK =
            Option.choice("network", "both", "which to train", "mlp", "cnn", "both");
    private static final Option<List<Integer>> WIDTHS =
            Option.integers("widths", List.of(16, 64, 256), "units in a layer");
    private static final Option<Boolean> BREAK =
            Option.flag("break", "throws in the middle of the run, 100 % of the time");
    private static final Option<Boolean> REFUSE = Option.flag("refuse", "refuses its input");
    private static final Option<Boolean> FAIL = Option.flag("fail", "claims something false");
    private static final Option<Path> DATA = Option.path("data", "FILE", "a file to read");

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "One of every figure & table, from made-up numbers";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(EPOCHS, RATE, NETWORK, WIDTHS, BREAK, REFUSE, FAIL, DATA);
    }

    @Override
    public Outcome run(RunContext context) throws Exception {
        if (context.get(BREAK)) {
            throw new IllegalStateException("the first non-finite value is at step 17");
        }
        if (context.get(REFUSE)) {
            throw new IllegalArgumentException("line 3, column bmi: got \"n/a\", expected a number");
        }
        if (context.find(DATA).isPresent()) {
            Files.readString(context.find(DATA).get());
        }
        int epochs = context.get(EPOCHS);
        try (Progress progress = context.progress("training", epochs)) {
            for (int i = 0; i < epochs; i++) {
                progress.advance();
            }
        }
        context.print(
                "trained for " + epochs + " epochs at rate " + context.get(RATE) + " with seed " + context.seed());
        Files.writeString(context.artifact("weights/mlp.txt"), "1 2 3\n");
        context.artifact("never-written.txt");
        report(context.report(), Math.max(2, epochs));
        return Outcome.of(
                Claim.atLeast(
                        "mlp",
                        "Test accuracy of the multilayer perceptron, median of five seeds",
                        0.9750000000000001,
                        0.97),
                Claim.atLeast("cnn", "Test accuracy of the convolutional network, median of five seeds", 0.9861, 0.98),
                Claim.near(
                        "slope",
                        "Slope of the tangent kernel's change against width, on logarithmic axes",
                        -0.513,
                        -0.5,
                        0.05),
                Claim.that(
                        "gap",
                        "The gap between train and test <loss>",
                        "0.031 ± 0.004",
                        "within 0.05",
                        !context.get(FAIL)));
    }

    static void report(Report report, int epochs) {
        double[] epoch = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
        report.lead(
                        "A multilayer perceptron and a small convolutional network learn to read 8 × 8 scans of handwritten digits; "
                                + "each claim below was fixed before the run.")
                .keyFigures(
                        new KeyFigure("97.5 %", "test accuracy, MLP"),
                        new KeyFigure("98.6 %", "test accuracy, CNN"),
                        new KeyFigure("25 450", "parameters of the MLP"),
                        new KeyFigure("4.8 s", "training time, both"));
        report.section("Learning curves")
                .paragraph(
                        "Both networks minimise cross-entropy with Adam at `rate` 10⁻³. The *validation* loss of the perceptron stops "
                                + "falling around epoch 20, which is where early stopping would end the run; accuracy hardly changes after that. "
                                + "The first update is")
                .formula("θ ← θ − η · m̂ / (√v̂ + ε),   m̂ = m/(1−β₁ᵗ),   v̂ = v/(1−β₂ᵗ)")
                .chart(
                        "loss",
                        LineChart.titled("Cross-entropy during training")
                                .x("epoch")
                                .y("cross-entropy, nats")
                                .logY()
                                .line("MLP, training", epoch, curve(epoch, 2.3, 0.22, 0.004, 1))
                                .dashed("MLP, validation", epoch, curve(epoch, 2.3, 0.2, 0.085, 2))
                                .line("CNN, training", epoch, curve(epoch, 2.2, 0.33, 0.002, 3))
                                .dashed("CNN, validation", epoch, curve(epoch, 2.2, 0.3, 0.045, 4))
                                .horizontal(Math.log(10), "chance"),
                        "Solid: training part. Dashed: validation part. The dotted line is the entropy of guessing.")
                .charts(
                        "accuracy",
                                LineChart.titled("Accuracy on the validation part")
                                        .x("epoch")
                                        .y("accuracy")
                                        .yRange(0.8, 1)
                                        .line("MLP", epoch, risen(epoch, 0.975, 0.25))
                                        .line("CNN", epoch, risen(epoch, 0.986, 0.35))
                                        .horizontal(0.97, "claimed"),
                        "gradient",
                                LineChart.titled("Gradient norm, mean and range over seeds")
                                        .x("epoch")
                                        .y("‖∇L‖")
                                        .band(
                                                "MLP",
                                                epoch,
                                                curve(epoch, 1.0, 0.12, 0.15, 5),
                                                curve(epoch, 1.9, 0.1, 0.4, 6))
                                        .line("MLP", epoch, curve(epoch, 1.4, 0.11, 0.27, 7)));
        report.section("Where it errs")
                .paragraph(
                        "Rows are true classes, so that a row shows what a digit is taken for. The commonest confusions, 8 with 1 and 9 "
                                + "with 3, are those that readers make too.")
                .heatMap(
                        "confusion",
                        HeatMap.confusion(
                                "Confusion matrix of the CNN on the test part",
                                IntStream.range(0, 10)
                                        .mapToObj(Integer::toString)
                                        .toList(),
                                counts()),
                        "Right answers in blue, mistakes in red.");
        PictureGrid wrong = PictureGrid.titled("Misclassified digits, true → predicted");
        for (int k = 0; k < 14; k++) {
            wrong = wrong.with(Picture.grey(ring(k), 8, 8, 16, 0), (k * 7 % 10) + " → " + (k * 3 % 10));
        }
        report.pictures("misclassified", wrong, "All of the test part's.");
        double[] widths = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096};
        double[] theory = DoubleStream.of(widths).map(n -> 0.8 / Math.sqrt(n)).toArray();
        double[] found = IntStream.range(0, widths.length)
                .mapToDouble(i -> theory[i] * (1 + 0.12 * Math.sin(5.0 * i)))
                .toArray();
        report.section("Against width")
                .chart(
                        "width",
                        LineChart.titled("Relative change of the tangent kernel")
                                .x("width n")
                                .y("‖ΔΘ‖ / ‖Θ‖")
                                .log2X()
                                .logY()
                                .dashed("NTK", widths, theory)
                                .points("NTK", widths, found)
                                .dashed(
                                        "standard",
                                        widths,
                                        DoubleStream.of(theory)
                                                .map(v -> 3 * Math.sqrt(v))
                                                .toArray())
                                .points(
                                        "standard",
                                        widths,
                                        DoubleStream.of(found)
                                                .map(v -> 3 * Math.sqrt(v))
                                                .toArray())
                                .vertical(1024, "used above"),
                        "Dashed: n^(−1/2). Markers: median of ten seeds.")
                .table(
                        "timing",
                        Table.titled("Time for one epoch", "network", "parameters", "seconds", "samples / s")
                                .row("MLP 64-128-128-10", 26_122, 0.0213, 67_464.8)
                                .row("CNN 8-16-10, 3 × 3", 2_922, 0.1377, 10_435.7));
        double[][] kernel = new double[40][40];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                kernel[i][j] =
                        Math.exp(-Math.pow((i - j) / 6.0, 2)) - 0.35 * Math.exp(-Math.pow((i + j - 40) / 9.0, 2));
            }
        }
        report.heatMap("kernel", HeatMap.of("A kernel with negative parts", "i", "j", kernel), "");
    }

    private static double[] curve(double[] x, double from, double rate, double floor, int phase) {
        return DoubleStream.of(x)
                .map(e -> (floor + from * Math.exp(-rate * e))
                        * (1 + 0.05 * Math.sin(phase + 2.3 * e) + 0.03 * Math.cos(5.1 * e * phase)))
                .toArray();
    }

    private static double[] risen(double[] x, double to, double rate) {
        return DoubleStream.of(x)
                .map(e -> to - 0.6 * Math.exp(-rate * e) + 0.002 * Math.sin(3 * e))
                .toArray();
    }

    private static int[][] counts() {
        int[][] counts = new int[10][10];
        for (int i = 0; i < 10; i++) {
            counts[i][i] = 33 + i * 7 % 5;
        }
        counts[8][1] = 3;
        counts[9][3] = 2;
        counts[5][9] = 1;
        counts[3][5] = 1;
        counts[4][7] = 1;
        return counts;
    }

    private static float[] ring(int k) {
        float[] pixels = new float[64];
        for (int i = 0; i < 64; i++) {
            double y = i / 8 - 3.5;
            double x = (i % 8 - 3.5) * (1 + 0.1 * (k % 5));
            double distance = Math.abs(Math.hypot(x, y) - 2.4 + 0.2 * Math.sin(k + 3 * Math.atan2(y, x)));
            pixels[i] = (float) Math.max(0, 16 - 12 * distance);
        }
        return pixels;
    }
}
