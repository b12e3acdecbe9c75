package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.sampler.Ancestral;
import dev.lemma.generative.sampler.Ddim;
import dev.lemma.generative.sampler.DpmSolver;
import dev.lemma.generative.sampler.HeunEdm;
import dev.lemma.generative.sampler.ProbabilityFlow;
import dev.lemma.generative.sampler.ReverseSde;
import dev.lemma.generative.sampler.Sampler;
import dev.lemma.generative.sampler.Sampling;
import dev.lemma.generative.sampler.TimeGrid;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.generative.score.ScoreFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Follows the same starting points by every method and number of steps. */
final class SamplersRun {

    private static final int[] EVALUATIONS = {12, 24, 48, 96, 192, 384};

    private final RunContext context;
    private final ScoreFunction score = Plane.RING.under(Diffusion.vp(Schedules.linear()));

    private record Method(String name, int perStep, IntFunction<Sampler> sampler) {}

    private static final List<Method> METHODS = List.of(
            new Method("flow, Euler", 1, n -> new ReverseSde(n, 0, TimeGrid.uniform())),
            new Method("DDIM", 1, n -> new Ddim(n, 0, TimeGrid.logSnr())),
            new Method("DPM-Solver++ 2M", 1, n -> new DpmSolver(n, 2)),
            new Method("Heun (EDM)", 2, n -> new HeunEdm(n, 0, 0, Double.POSITIVE_INFINITY, 1, TimeGrid.logSnr())),
            new Method("DPM-Solver++ 3S", 3, n -> new DpmSolver(n, 3)));

    SamplersRun(RunContext context) {
        this.context = context;
    }

    Outcome outcome() {
        List<Claim> claims = new ArrayList<>();
        Key key = Key.of(context.seed());
        int n = context.get(SamplersExample.POINTS);
        Array start = ProbabilityFlow.start(score, key, n);
        Array exact = end(new DpmSolver(1000, 3), start);
        LineChart chart = LineChart.titled("Error of the end points against evaluations of the score")
                .x("evaluations")
                .y("root mean square error")
                .log2X()
                .logY();
        Table table = Table.titled("Errors", "method", "12", "24", "48", "96", "192", "384", "slope", "order");
        try (Progress progress = context.progress("sampling", (long) METHODS.size() * EVALUATIONS.length)) {
            for (Method method : METHODS) {
                double[] errors = new double[EVALUATIONS.length];
                double[] counts = new double[EVALUATIONS.length];
                for (int i = 0; i < errors.length; i++) {
                    int steps = EVALUATIONS[i] / method.perStep();
                    errors[i] = rms(end(method.sampler().apply(steps), start), exact);
                    counts[i] = EVALUATIONS[i];
                    progress.advance();
                }
                double order = method.sampler().apply(1).order();
                double fine = rms(end(method.sampler().apply(384), start), exact);
                double coarse = rms(end(method.sampler().apply(192), start), exact);
                double slope = Math.log(coarse / fine) / Math.log(2);
                chart = chart.line(method.name(), counts, errors);
                List<Object> cells = new ArrayList<>();
                cells.add(method.name());
                for (double error : errors) {
                    cells.add(error);
                }
                cells.add(slope);
                cells.add(order);
                table = table.row(cells.toArray());
                claims.add(Claim.near(
                        method.name()
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^a-z0-9]+", "-")
                                        .replaceAll("-$", "") + "-order",
                        method.name() + ": slope of the error from 192 to 384 steps",
                        slope,
                        order,
                        0.15));
            }
        }
        Array whole = new Ancestral(50).sampleArray(score, key, 40);
        Array parts = Sampling.of(new Ancestral(50), score, 7).samples(key, 40);
        claims.add(Claim.atMost(
                "batch",
                "Largest difference of samples computed 40 at once and 7 at once, with noise",
                difference(whole, parts),
                1e-12));
        Array adaptive = new ProbabilityFlow(1e-7).solve(score, start).orThrow().lastArray();
        claims.add(Claim.atMost(
                "adaptive", "Error of the adaptive solver with tolerance 1e-7", rms(adaptive, exact), 1e-5));
        context.report()
                .lead("Eight clusters on a circle, their exact score, and " + n
                        + " starting points: how near each method comes to the end of its path.")
                .table("errors", table)
                .chart("errors-chart", chart);
        return Outcome.of(claims);
    }

    private Array end(Sampler sampler, Array start) {
        return Sampling.of(sampler, score, start.shape().extent(0))
                .from(start, Array.zeros(DType.FLOAT64, Shape.of(1)));
    }

    private static double rms(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            sum += Math.pow(a.get(i) - b.get(i), 2);
        }
        return Math.sqrt(sum / b.shape().extent(0));
    }

    private static double difference(Array a, Array b) {
        double largest = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            largest = Math.max(largest, Math.abs(a.get(i) - b.get(i)));
        }
        return largest;
    }
}
