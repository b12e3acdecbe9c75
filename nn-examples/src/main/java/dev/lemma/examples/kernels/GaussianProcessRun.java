package dev.lemma.examples.kernels;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Dataset;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.data.Diabetes;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.gp.GaussianProcess;
import dev.lemma.kernels.gp.Posterior;
import dev.lemma.kernels.gp.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Fits both data sets once and writes down what it found. */
final class GaussianProcessRun {

    private static final double PERIOD = 12;
    private static final double LEVEL = 0.95;
    private static final int SAMPLES = 3;
    private static final double TEST_PART = 0.25;

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final Search search;
    private final int length;
    private final List<Claim> claims = new ArrayList<>();

    GaussianProcessRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
        this.search = new Search(context.get(GaussianProcessExample.STARTS), key.of("starts"));
        this.length = context.get(GaussianProcessExample.LENGTH);
    }

    Outcome outcome() {
        try (Progress progress = context.progress("fitting", 3)) {
            series(progress);
            diabetes(progress);
        }
        return Outcome.of(claims);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private static Array column(double[] numbers) {
        return Array.vector(numbers).reshape(numbers.length, 1);
    }

    private static double[] pick(double[] numbers, int[] places) {
        return IntStream.of(places).mapToDouble(i -> numbers[i]).toArray();
    }

    /** The part of observations in the interval of their prediction. */
    private static double inside(Posterior p, double[] y, double level) {
        double[] half = p.halfWidthArray(level).toDoubles();
        double[] mean = p.meanArray().toDoubles();
        int inside = 0;
        for (int i = 0; i < y.length; i++) {
            inside += Math.abs(y[i] - mean[i]) <= half[i] ? 1 : 0;
        }
        return (double) inside / y.length;
    }

    // ------------------------------------------------------------------ a series

    /** Slow change, a season that changes slowly, noise; time is in months. */
    private static Kernel parts() {
        return Kernels.gaussian(30)
                .times(1.0)
                .plus(Kernels.gaussian(60).times(Kernels.periodic(1, PERIOD)).times(1.0))
                .plus(Kernels.white(0.1));
    }

    private void series(Progress progress) {
        double[] t = new double[length];
        Arrays.setAll(t, i -> i);
        Kernel truth = parts().with(2.0, 50, 1.0, 120, 1.2, PERIOD, 0.04);
        double[] noise = new double[length];
        Randomness.normal(key.of("noise"), noise);
        double[] f = GaussianProcess.of(truth)
                .at(column(t))
                .sampleArray(key.of("series"), 1)
                .toDoubles();
        double[] y = f.clone();
        for (int i = 0; i < length; i++) {
            y[i] += 0.2 * noise[i];
        }
        int known = (int) (length * (1 - TEST_PART));
        int[] past = IntStream.range(0, known).toArray();
        int[] future = IntStream.range(known, length).toArray();
        Array x = column(pick(t, past));
        Array observed = Array.vector(pick(y, past));
        GaussianProcess gp = GaussianProcess.of(parts()).fit(x, observed, search);
        progress.advance();
        double atTruth = GaussianProcess.of(truth).condition(x, observed).logEvidence();
        Posterior all = gp.posterior(column(t));
        Posterior ahead = gp.posterior(column(pick(t, future))).observed();
        double[] mean = all.meanArray().toDoubles();
        double[] half = all.observed().halfWidthArray(LEVEL).toDoubles();
        double[] low = new double[length];
        double[] high = new double[length];
        for (int i = 0; i < length; i++) {
            low[i] = mean[i] - half[i];
            high[i] = mean[i] + half[i];
        }
        double noiseVariance =
                gp.hyperparameters().get(gp.hyperparameters().size() - 1).value();
        double coverage = inside(ahead, pick(y, future), LEVEL);
        claims.add(Claim.atLeast(
                "evidence",
                "Log evidence of the fitted kernel, less that of the kernel that made the series",
                gp.logEvidence() - atTruth,
                0));
        claims.add(Claim.between("noise", "Fitted noise variance; the series has 0.04", noiseVariance, 0.02, 0.08));
        claims.add(Claim.atMost(
                "gradient", "Evidence: gradient against differences, relative", gradientError(gp, x, observed), 1e-5));
        Posterior within = gp.posterior(x).observed();
        claims.add(Claim.between(
                "coverage-past",
                "Part of the observations that were fitted inside their 95 % intervals",
                inside(within, pick(y, past), LEVEL),
                0.9,
                1));
        LineChart bands = LineChart.titled("A series, and what comes next")
                .x("month")
                .y("value")
                .band("95 % of observations", t, low, high)
                .line("mean", t, mean)
                .points("observed", pick(t, past), pick(y, past))
                .points("held out", pick(t, future), pick(y, future))
                .vertical(known, "end of the data");
        LineChart samples = LineChart.titled("Functions drawn from the posterior")
                .x("month")
                .y("value");
        double[] drawn = all.sampleArray(key.of("functions"), SAMPLES).toDoubles();
        for (int s = 0; s < SAMPLES; s++) {
            samples = samples.line("sample " + (s + 1), t, Arrays.copyOfRange(drawn, s * length, (s + 1) * length));
        }
        Table table = Table.titled("Hyper-parameters of the series", "name", "begun at", "made with", "found");
        List<Hyperparameter> begun =
                GaussianProcess.of(parts()).condition(x, observed).hyperparameters();
        double[] made = {2.0, 50, 1.0, 120, 1.2, PERIOD, 0.04};
        for (int i = 0; i < made.length; i++) {
            table = table.row(
                    begun.get(i).name(),
                    begun.get(i).value(),
                    made[i],
                    gp.hyperparameters().get(i).value());
        }
        report.lead(
                        "Gaussian processes find the noise, the season and the lengths of a series by the evidence, and say how"
                                + " sure they are; the same on 442 patients.")
                .keyFigures(
                        new KeyFigure(number(coverage), "of the held-out months inside their 95 % intervals"),
                        new KeyFigure(number(noiseVariance), "noise variance found, 0.04 made"))
                .section("A series")
                .formula("log p(y) = −½ yᵀC⁻¹y − ½ log det C − n/2 log 2π")
                .paragraph(
                        "Drawn from a sum of a slow process, a season that changes and noise. All seven numbers are found by"
                                + " L-BFGS on the log evidence, from " + search.starts() + " starts side by side. "
                                + gp.report() + ".")
                .chart("series", bands, "Beyond the data the band widens as the season is forgotten.")
                .chart("functions", samples, "They agree where there are data.")
                .table("series-parameters", table);
    }

    private static double gradientError(GaussianProcess gp, Array x, Array y) {
        double[] gradient = gp.logEvidenceGradient();
        double[] p =
                gp.hyperparameters().stream().mapToDouble(Hyperparameter::value).toArray();
        double worst = 0;
        // Away from the maximum, where the gradient is not 0.
        for (int i = 0; i < p.length; i++) {
            p[i] *= 1.3;
        }
        GaussianProcess there = GaussianProcess.of(gp.kernel().with(p)).condition(x, y);
        gradient = there.logEvidenceGradient();
        double scale = Arrays.stream(gradient).map(Math::abs).max().orElse(1);
        for (int i = 0; i < p.length; i++) {
            double step = 1e-5;
            double[] above = p.clone();
            above[i] *= Math.exp(step);
            double[] below = p.clone();
            below[i] *= Math.exp(-step);
            double difference =
                    (GaussianProcess.of(gp.kernel().with(above)).condition(x, y).logEvidence()
                                    - GaussianProcess.of(gp.kernel().with(below))
                                            .condition(x, y)
                                            .logEvidence())
                            / (2 * step);
            worst = Math.max(worst, Math.abs(gradient[i] - difference) / scale);
        }
        return worst;
    }

    // ------------------------------------------------------------------ patients

    private void diabetes(Progress progress) {
        Dataset data = Diabetes.load();
        int n = data.size();
        int d = 10;
        int[] order = Randomness.permutation(key.of("split"), n);
        int test = (int) (n * TEST_PART);
        int[] train = Arrays.copyOfRange(order, test, n);
        int[] held = Arrays.copyOf(order, test);
        double[] x = data.featureArray().toDoubles();
        double[] y = data.targetArray().toDoubles();
        standardise(x, d, train);
        standardise(y, 1, train);
        Array features = Array.vector(x).reshape(n, d);
        Array targets = Array.vector(y);
        Array xs = features.rows(held);
        double[] ys = pick(y, held);
        GaussianProcess linear = GaussianProcess.of(Kernels.linear().times(0.1).plus(Kernels.white(0.5)))
                .fit(features.rows(train), targets.rows(train), search);
        progress.advance();
        GaussianProcess smooth = GaussianProcess.of(Kernels.linear()
                        .times(0.1)
                        .plus(Kernels.matern52(4).times(0.3))
                        .plus(Kernels.white(0.5)))
                .fit(features.rows(train), targets.rows(train), search);
        progress.advance();
        Table table = Table.titled(
                "Patients held out",
                "kernel",
                "log evidence",
                "RMSE",
                "leave-one-out RMSE",
                "log density",
                "inside 95 %");
        double[] levels = new double[19];
        Arrays.setAll(levels, i -> (i + 1) / 20.0);
        LineChart calibration = LineChart.titled("Calibration on the patients held out")
                .x("level of the interval")
                .y("observations inside");
        calibration = calibration.dashed("as they should be", levels, levels);
        double coverage = 0;
        double rmse = 0;
        for (GaussianProcess gp : List.of(linear, smooth)) {
            Posterior p = gp.posterior(xs).observed();
            String name = gp == linear ? "linear" : "linear and Matérn 5/2";
            double[] found = new double[levels.length];
            for (int i = 0; i < levels.length; i++) {
                found[i] = inside(p, ys, levels[i]);
            }
            rmse = rmse(p.meanArray().toDoubles(), ys);
            coverage = inside(p, ys, LEVEL);
            calibration = calibration.points(name, levels, found);
            table = table.row(
                    name,
                    gp.logEvidence(),
                    rmse,
                    Math.sqrt(gp.leaveOneOut().meanSquaredError()),
                    p.logDensity(Array.vector(ys)),
                    coverage);
        }
        claims.add(Claim.atMost(
                "diabetes-error",
                "Diabetes, held out: RMSE of linear and Matérn together, in standard deviations of the target",
                rmse,
                0.85));
        claims.add(Claim.between(
                "diabetes-coverage",
                "Part of " + test + " patients inside their 95 % intervals; by chance outside of this once in 10⁴",
                coverage,
                0.86,
                1));
        claims.add(Claim.atLeast(
                "diabetes-evidence",
                "Log evidence of the larger kernel, less that of the linear one it contains",
                smooth.logEvidence() - linear.logEvidence(),
                -0.1));
        report.section("442 patients")
                .paragraph("Ten measurements, and the disease a year later; " + train.length
                        + " patients to learn from, " + test
                        + " held out. Both kernels contain their noise; the leave-one-out error comes from the inverse of one"
                        + " matrix, without a second fit.")
                .table("patients", table)
                .chart("calibration", calibration, "Points on the dashed line: intervals hold what they say.");
    }

    private static double rmse(double[] predicted, double[] y) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += Math.pow(predicted[i] - y[i], 2) / y.length;
        }
        return Math.sqrt(sum);
    }

    private static void standardise(double[] numbers, int columns, int[] rows) {
        for (int j = 0; j < columns; j++) {
            double mean = 0;
            for (int i : rows) {
                mean += numbers[i * columns + j] / rows.length;
            }
            double variance = 0;
            for (int i : rows) {
                variance += Math.pow(numbers[i * columns + j] - mean, 2) / rows.length;
            }
            for (int i = 0; i < numbers.length / columns; i++) {
                numbers[i * columns + j] = (numbers[i * columns + j] - mean) / Math.sqrt(variance);
            }
        }
    }
}
