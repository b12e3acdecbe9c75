package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.HeatMap;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.generative.flow.ContinuousFlow;
import dev.lemma.generative.flow.CouplingFlow;
import dev.lemma.generative.flow.Flow;
import dev.lemma.generative.flow.NormalizingFlow;
import dev.lemma.generative.network.TimeEmbedding;
import dev.lemma.generative.network.TimedPerceptron;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.optim.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Trains both flows on eight clusters. */
final class FlowRun {

    private final RunContext context;
    private final Key key;
    private final List<Claim> claims = new ArrayList<>();

    FlowRun(RunContext context) {
        this.context = context;
        this.key = Key.of(context.seed());
    }

    Outcome outcome() {
        int steps = context.get(FlowExample.STEPS);
        Array data = Plane.RING.draw(key.of("data"), 4000);
        Array test = Plane.RING.draw(key.of("test"), 2000);
        double exact = mean(test, Plane.RING::logDensity);
        double gaussian = mean(test, GaussianMixture.fit(data)::logDensity);
        Table table = Table.titled("Mean log density of 2000 fresh points, nats", "law", "value")
                .row("exact", exact)
                .row("best Gaussian", gaussian);
        context.report().lead("Eight clusters, as an invertible image of a Gaussian.");
        context.report().heatMap("exact", map("Exact density", x -> density(x, Plane.RING::logDensity)), "");
        int shorter = Math.max(100, steps / 5);
        try (Progress progress = context.progress("training", steps + shorter)) {
            Flow continuous =
                    new ContinuousFlow(new TimedPerceptron(64, 2, Activations.TANH, TimeEmbedding.octaves(2), 0), 6);
            table = table.row(
                    "coupling",
                    learn("coupling", new CouplingFlow(8, 64), data, test, steps, exact, gaussian, progress));
            table = table.row(
                    "continuous", learn("continuous", continuous, data, test, shorter, exact, gaussian, progress));
        }
        context.report().table("densities", table);
        return Outcome.of(claims);
    }

    private double learn(
            String name,
            Flow map,
            Array data,
            Array test,
            int steps,
            double exact,
            double gaussian,
            Progress progress) {
        NormalizingFlow flow = NormalizingFlow.of(2, map);
        Trained trained = Trainer.of(flow.model(), flow.loss(), new Adam(4e-3))
                .batchSize(256)
                .steps(steps)
                .ema(0.98)
                .seed(context.seed())
                .listener((done, total, risk) -> progress.advance())
                .fit(data);
        Array theta = trained.part(NormalizingFlow.PART).thetaArray();
        double learned = Arrays.stream(flow.logDensity(theta, test).toDoubles())
                .average()
                .orElseThrow();
        claims.add(Claim.between(
                name,
                "Part of the way from the best Gaussian to the exact density that the " + name + " flow comes",
                (learned - gaussian) / (exact - gaussian),
                0.5,
                1.05));
        Array z = GaussianMixture.gaussian(new double[2], 1).draw(key.of("inverse"), 200);
        Array back = flow.encode(theta, flow.decode(theta, z));
        double[] off = new double[400];
        Arrays.setAll(off, i -> Math.abs(back.get(i) - z.get(i)));
        Arrays.sort(off);
        claims.add(Claim.atMost(
                name + "-inverse",
                "Median error of going there and back, " + name,
                off[200],
                name.equals("coupling") ? 1e-4 : 0.05));
        context.report().heatMap(name, map("Density of the " + name + " flow", x -> flow.logDensity(theta, x)), "");
        return learned;
    }

    private static double mean(Array x, UnaryOperator<Tensor> log) {
        return Arrays.stream(density(x, log).toDoubles()).average().orElseThrow();
    }

    private static Array density(Array x, UnaryOperator<Tensor> log) {
        return Program.of(Fused.executor(), in -> List.of(log.apply(in.get(0)))).call(x);
    }

    private static HeatMap map(String title, UnaryOperator<Array> log) {
        int n = 40;
        double[] points = new double[2 * n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                points[2 * (i * n + j)] = -3 + 6.0 * j / (n - 1);
                points[2 * (i * n + j) + 1] = 3 - 6.0 * i / (n - 1);
            }
        }
        Array logs = log.apply(Array.of(Shape.of(n * n, 2), points));
        double[][] values = new double[n][n];
        for (int i = 0; i < n * n; i++) {
            values[i / n][i % n] = Math.exp(logs.get(i));
        }
        return HeatMap.of(title, "x₂", "x₁", values);
    }
}
