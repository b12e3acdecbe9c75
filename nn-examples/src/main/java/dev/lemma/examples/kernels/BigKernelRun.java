package dev.lemma.examples.kernels;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.large.Falkon;
import dev.lemma.kernels.machine.KernelRidge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Solves a small problem both ways and larger ones with centres, and writes down errors and times. */
final class BigKernelRun {

    private static final double PENALTY = 1e-5;
    private static final int SMALL = 1500;
    private static final int TEST = 2000;
    private static final int ITERATIONS = 30;
    private static final double NOISE = 0.1;

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final int points;
    private final int centres;
    private final int dimension;
    private final Kernel kernel;
    private final List<Claim> claims = new ArrayList<>();

    BigKernelRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
        this.points = context.get(BigKernelExample.POINTS);
        this.centres = context.get(BigKernelExample.CENTRES);
        this.dimension = context.get(BigKernelExample.DIMENSION);
        this.kernel = Kernels.gaussian(0.7 * Math.sqrt(dimension));
    }

    private Array inputs(String purpose, int n) {
        double[] x = new double[n * dimension];
        Randomness.normal(key.of(purpose), x);
        for (int i = 0; i < x.length; i++) {
            x[i] *= 0.5;
        }
        return Array.of(Shape.of(n, dimension), x);
    }

    private Array targets(Array x, String purpose) {
        int n = x.shape().extent(0);
        double[] y = new double[n];
        Randomness.normal(key.of(purpose), y);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < dimension; j++) {
                sum += x.get(i * dimension + j);
            }
            y[i] = Math.sin(sum) + NOISE * y[i];
        }
        return Array.vector(y);
    }

    private static double rmse(Array predicted, Array y) {
        double sum = 0;
        for (int i = 0; i < y.shape().size(); i++) {
            sum += Math.pow(predicted.get(i) - y.get(i), 2) / y.shape().size();
        }
        return Math.sqrt(sum);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    Outcome outcome() {
        Array testX = inputs("test", TEST);
        Array testY = targets(testX, "test noise");
        small(testX);
        List<Integer> sizes = new ArrayList<>();
        for (int n = points; n >= Math.max(2 * centres, points / 16); n /= 2) {
            sizes.add(0, n);
        }
        Table table = Table.titled(
                "Points against time", "points", "centres", "iterations", "residual", "test RMSE", "seconds");
        double[] counts = new double[sizes.size()];
        double[] seconds = new double[sizes.size()];
        double[] errors = new double[sizes.size()];
        Falkon.Fit last = null;
        try (Progress progress = context.progress("iterations", (long) ITERATIONS * sizes.size())) {
            for (int s = 0; s < sizes.size(); s++) {
                int n = sizes.get(s);
                Array x = inputs("points", n);
                Array y = targets(x, "noise");
                Falkon falkon = Falkon.centres(centres)
                        .iterations(ITERATIONS)
                        .tolerance(1e-6)
                        .key(key.of("centres"))
                        .listener(p -> progress.advance());
                if (s == sizes.size() - 1) {
                    falkon = context.find(BigKernelExample.CHECKPOINT)
                            .map(falkon::checkpoint)
                            .orElse(falkon);
                }
                long start = System.nanoTime();
                last = falkon.fit(kernel, PENALTY, x, y);
                seconds[s] = (System.nanoTime() - start) * 1e-9;
                counts[s] = n;
                errors[s] = rmse(last.predict(testX), testY);
                table = table.row(
                        n,
                        centres,
                        last.history().size(),
                        last.history().get(last.history().size() - 1).residual(),
                        errors[s],
                        seconds[s]);
            }
        }
        report(table, counts, seconds, errors, Objects.requireNonNull(last));
        return Outcome.of(claims);
    }

    /** All points centres: the direct solution. */
    private void small(Array testX) {
        Array x = inputs("small", SMALL);
        Array y = targets(x, "small noise");
        Array direct = KernelRidge.of(kernel, 1e-3).fit(x, y).function().at(testX);
        Falkon.Fit fit = Falkon.centres(SMALL).iterations(100).tolerance(1e-9).fit(kernel, 1e-3, x, y);
        Array iterated = fit.predict(testX);
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < TEST; i++) {
            worst = Math.max(worst, Math.abs(direct.get(i) - iterated.get(i)));
            largest = Math.max(largest, Math.abs(direct.get(i)));
        }
        claims.add(Claim.atMost(
                "direct",
                "With all of " + SMALL + " points as centres: values against the direct solution's, relative",
                worst / largest,
                1e-6));
    }

    private void report(Table table, double[] counts, double[] seconds, double[] errors, Falkon.Fit last) {
        int end = counts.length - 1;
        claims.add(Claim.atMost(
                "error",
                "Test RMSE of the largest problem, in units of the noise: 1 is the least possible",
                errors[end] / NOISE,
                1.5));
        claims.add(Claim.atMost(
                "iterations",
                "Preconditioned residual after at most " + ITERATIONS + " iterations",
                last.history().get(last.history().size() - 1).residual(),
                1e-2));
        double[] iteration =
                last.history().stream().mapToDouble(p -> p.iteration()).toArray();
        double[] residual =
                last.history().stream().mapToDouble(p -> p.residual()).toArray();
        report.lead("Kernel regression on " + (long) counts[end] + " points: the Gram matrix would have "
                        + number(counts[end] * counts[end] * 8 / 1e9)
                        + " GB, the method keeps m² numbers and a few blocks.")
                .keyFigures(
                        new KeyFigure(number(seconds[end]) + " s", "for " + (long) counts[end] + " points, this run"),
                        new KeyFigure(number(errors[end]), "test RMSE; the noise is " + NOISE))
                .section("FALKON")
                .formula("(K_nmᵀK_nm/n + λK_mm) α = K_nmᵀy/n")
                .paragraph(
                        "Centres drawn at random; the same problem on the centres alone, solved by Cholesky, is the preconditioner."
                                + " Each iteration is one pass over the data.")
                .table("sizes", table)
                .charts(
                        "time",
                        LineChart.titled("Time against points")
                                .x("points")
                                .y("seconds")
                                .logX()
                                .logY()
                                .points("this run", counts, seconds),
                        "residual",
                        LineChart.titled("Residual of the largest problem")
                                .x("iteration")
                                .y("relative residual")
                                .logY()
                                .line("residual", iteration, residual));
    }
}
