package dev.lemma.examples.tangent;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.kernels.dynamics.EnsembleLaw;
import dev.lemma.kernels.dynamics.KernelDescent;
import dev.lemma.kernels.dynamics.KernelFlow;
import dev.lemma.kernels.dynamics.KernelSpectrum;
import dev.lemma.kernels.tangent.TangentKernel;
import dev.lemma.kernels.tangent.TangentKernelAt;
import dev.lemma.kernels.width.InfiniteWidth;
import dev.lemma.kernels.width.Limit;
import dev.lemma.kernels.width.TrainedEnsemble;
import dev.lemma.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same layers at several widths, all trained by the same steps, and what the limit says of them. */
final class TangentRun {

    private static final int CLASSES = 10;
    private static final int SEEDS = 3;
    private static final int TESTED = 300;
    private static final int DRAWN = 50;

    private final RunContext context;
    private final Activation activation;
    private final List<Integer> widths;
    private final int steps;
    private final Array x;
    private final Array y;
    private final Array tests;
    private final Array labels;

    TangentRun(RunContext context) {
        this.context = context;
        this.activation = context.part(ExtensionPoint.ACTIVATION, Activations.GELU);
        this.widths = context.get(TangentExample.WIDTHS).stream().sorted().toList();
        if (widths.size() < 2 || widths.get(0) < 2) {
            throw new UsageException("--widths: got " + widths + ", expected at least two, from 2 on");
        }
        this.steps = context.get(TangentExample.STEPS);
        int samples = context.get(TangentExample.SAMPLES);
        Split split = Digits.load().split(Key.of(context.seed()), 0.8);
        this.x = split.train().featureArray().rows(0, samples).as(DType.FLOAT32);
        this.y = targets(split.train().targetArray().rows(0, samples));
        this.tests = split.test()
                .featureArray()
                .rows(0, Math.min(TESTED, split.test().size()));
        this.labels = split.test().targetArray();
    }

    /** One of ten, less the mean. */
    private static Array targets(Array classes) {
        int n = classes.shape().size();
        double[] targets = new double[n * CLASSES];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < CLASSES; c++) {
                targets[i * CLASSES + c] = (classes.get(i) == c ? 1 : 0) - 1.0 / CLASSES;
            }
        }
        return Array.of(Shape.of(n, CLASSES), targets).as(DType.FLOAT32);
    }

    private Network network(int width) {
        return Network.of(
                x.shape().range(1, 2),
                Sequential.of(dense(width), activation, dense(width), activation, dense(CLASSES)),
                Parametrization.NTK);
    }

    private static Dense dense(int out) {
        return new Dense(out)
                .weight((shape, in, outs) -> new Law.Normal(Math.sqrt(2.0 / in)))
                .bias((shape, in, outs) -> new Law.Normal(0.1));
    }

    private double accuracy(Array predictions) {
        int n = tests.shape().extent(0);
        int right = 0;
        for (int i = 0; i < n; i++) {
            int best = 0;
            for (int c = 1; c < CLASSES; c++) {
                best = predictions.get(i * CLASSES + c) > predictions.get(i * CLASSES + best) ? c : best;
            }
            right += best == labels.get(i) ? 1 : 0;
        }
        return (double) right / n;
    }

    /** The mean accuracy of single networks of an ensemble, drawn from its law. */
    private double sampledAccuracy(EnsembleLaw law) {
        Array samples = Array.of(law.sample(Key.of(context.seed()).of("ensemble"), DRAWN));
        double sum = 0;
        for (int i = 0; i < DRAWN; i++) {
            sum += accuracy(samples.rows(i, i + 1)) / DRAWN;
        }
        return sum;
    }

    private static double distance(Array a, Array b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            difference += (a.get(i) - b.get(i)) * (a.get(i) - b.get(i));
            size += b.get(i) * b.get(i);
        }
        return Math.sqrt(difference / size);
    }

    /** What was measured at one width, means over seeds. */
    private record Measured(double start, double drift, double apart, double accuracy, double linearAccuracy) {}

    private Measured measured(int width, double rate, Array theta, Progress progress) {
        double[] sums = new double[5];
        Network net = network(width);
        Dataset data = Dataset.of(x.toINDArray(), y.toINDArray());
        for (int seed = 0; seed < SEEDS; seed++) {
            Array start = net.initialArray(Key.of(context.seed()).at(seed).at(width));
            TangentKernelAt kernel = TangentKernel.of(net).at(start);
            Trained trained = Trainer.of(net, Losses.SQUARE, new Sgd(rate))
                    .batchSize(x.shape().extent(0))
                    .steps(steps)
                    .startingAt(start)
                    .fit(data);
            Trained linear = Trainer.of(kernel.linearised(), Losses.SQUARE, new Sgd(rate))
                    .batchSize(x.shape().extent(0))
                    .steps(steps)
                    .startingAt(start)
                    .fit(data);
            Array before = kernel.gram(x);
            Array after = TangentKernel.of(net).at(trained.thetaArray()).gram(x);
            Array predicted = trained.predict(tests);
            Array linearly = linear.predict(tests);
            sums[0] += distance(before, theta);
            sums[1] += distance(after, before);
            sums[2] += distance(linearly, predicted);
            sums[3] += accuracy(predicted);
            sums[4] += accuracy(linearly);
            progress.advance();
        }
        return new Measured(sums[0] / SEEDS, sums[1] / SEEDS, sums[2] / SEEDS, sums[3] / SEEDS, sums[4] / SEEDS);
    }

    Outcome outcome() {
        Limit limit = InfiniteWidth.of(network(widths.get(0)).as(DType.FLOAT64));
        double speed = 2.0 / y.shape().size();
        List<Array> kernels = limit.arrays(x);
        KernelSpectrum spectrum = KernelSpectrum.of(kernels.get(1));
        double rate = 0.1 * new KernelDescent(1, 1, speed).largestStableRate(spectrum.largest());
        TrainedEnsemble ensemble = TrainedEnsemble.of(limit, x, y, new KernelDescent(steps, rate, speed), 0);
        double limitAccuracy = sampledAccuracy(ensemble.posterior(tests));
        double endAccuracy = accuracy(ensemble.with(new KernelFlow(Double.POSITIVE_INFINITY, speed))
                .posterior(tests)
                .means());

        double[] at = widths.stream().mapToDouble(Integer::doubleValue).toArray();
        List<Measured> all = new ArrayList<>();
        try (Progress progress = context.progress("training at " + at.length + " widths", (long) SEEDS * at.length)) {
            for (int width : widths) {
                all.add(measured(width, rate, kernels.get(1), progress));
            }
        }
        double[] start = all.stream().mapToDouble(Measured::start).toArray();
        double[] drift = all.stream().mapToDouble(Measured::drift).toArray();
        double[] apart = all.stream().mapToDouble(Measured::apart).toArray();
        Measured widest = all.get(all.size() - 1);
        report(limitAccuracy, endAccuracy, rate, at, all, start, drift, apart);
        return Outcome.of(List.of(
                Claim.between(
                        "start-slope",
                        "Distance of the tangent kernel at the start from the limit, slope against width in logarithms (theory −1/2)",
                        slope(at, start),
                        -0.8,
                        -0.3),
                Claim.between(
                        "drift-slope",
                        "Change of the tangent kernel in training, slope against width in logarithms (theory −1/2 at most)",
                        slope(at, drift),
                        -1.3,
                        -0.35),
                Claim.atMost(
                        "linearised-slope",
                        "Distance of the linearised model's predictions from the network's, slope against width in logarithms",
                        slope(at, apart),
                        -0.3),
                Claim.atLeast("limit-accuracy", "Accuracy of the limit's mean, trained to the end", endAccuracy, 0.8),
                Claim.atMost(
                        "same-accuracy",
                        "Accuracy of the widest networks less that of networks drawn from the limit after the same steps, absolute",
                        Math.abs(widest.accuracy() - limitAccuracy),
                        0.12)));
    }

    /** The slope of the least-squares line through the logarithms. */
    private static double slope(double[] x, double[] y) {
        int n = x.length;
        double mx = 0;
        double my = 0;
        for (int i = 0; i < n; i++) {
            mx += Math.log(x[i]) / n;
            my += Math.log(y[i]) / n;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < n; i++) {
            xy += (Math.log(x[i]) - mx) * (Math.log(y[i]) - my);
            xx += (Math.log(x[i]) - mx) * (Math.log(x[i]) - mx);
        }
        return xy / xx;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void report(
            double limitAccuracy,
            double endAccuracy,
            double rate,
            double[] at,
            List<Measured> all,
            double[] start,
            double[] drift,
            double[] apart) {
        Table table = Table.titled(
                "Accuracy on " + tests.shape().extent(0) + " digits, means of " + SEEDS + " starts",
                "width",
                "network",
                "linearised",
                "kernel moved by");
        for (int i = 0; i < at.length; i++) {
            Measured m = all.get(i);
            table = table.row((int) at[i], percent(m.accuracy()), percent(m.linearAccuracy()), percent(m.drift()));
        }
        table = table.row("∞, same steps, drawn", percent(limitAccuracy), "the same", percent(0));
        table = table.row("∞, mean at the end", percent(endAccuracy), "the same", percent(0));
        context.report()
                .lead("One network object, trained by gradient descent on "
                        + x.shape().extent(0)
                        + " digits; its linearised model, trained by the same steps; its tangent kernel before and after; and the"
                        + " infinitely wide network, whose training is kernel regression.")
                .keyFigures(
                        new KeyFigure(percent(all.get(all.size() - 1).accuracy()), "the widest network"),
                        new KeyFigure(percent(limitAccuracy), "its limit, same steps"),
                        new KeyFigure(percent(endAccuracy), "mean of its limit, trained to the end"))
                .section("Wider networks move their kernel less")
                .paragraph(
                        "NTK parametrisation, " + steps + " steps at rate "
                                + String.format(Locale.ROOT, "%.3g", rate)
                                + ", a tenth of the largest stable rate of the limit. Distances are relative, in the Frobenius norm.")
                .formula("Θ(x, x′) = Σ_p ∂f(x)/∂θ_p ∂f(x′)/∂θ_p        f ← f − (2η/nk) Θ (f − y)")
                .chart(
                        "distances",
                        LineChart.titled("Distances against width")
                                .x("width")
                                .y("relative distance")
                                .log2X()
                                .logY()
                                .points("kernel at the start, from the limit", at, start)
                                .points("kernel, after training from before", at, drift)
                                .points("linearised predictions, from the network's", at, apart))
                .section("Side by side")
                .table("accuracies", table);
    }
}
