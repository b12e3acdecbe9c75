package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.vae.Observation;
import dev.lemma.generative.vae.OneVariance;
import dev.lemma.generative.vae.ProbabilisticPca;
import dev.lemma.generative.vae.TrainedVae;
import dev.lemma.generative.vae.Vae;
import dev.lemma.optim.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Trains a linear autoencoder and one of digits. */
final class VaeRun {

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final List<Claim> claims = new ArrayList<>();

    VaeRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
    }

    Outcome outcome() {
        linear();
        digits();
        return Outcome.of(claims);
    }

    private static double mean(Array numbers) {
        return Arrays.stream(numbers.toDoubles()).average().orElseThrow();
    }

    private void linear() {
        Array data = GaussianMixture.gaussian(new double[] {1, 0, -1, 0.5}, new double[][] {
                    {2, 0.8, 0.2, 0}, {0.8, 1.5, -0.4, 0.1}, {0.2, -0.4, 1, 0.3}, {0, 0.1, 0.3, 0.6}
                })
                .draw(key.of("linear"), 300);
        Network encoder = Network.of(Shape.of(4), new Dense(4)).as(DType.FLOAT64);
        Network decoder = Network.of(Shape.of(2), new OneVariance(new Dense(4))).as(DType.FLOAT64);
        Vae vae = Vae.of(encoder, decoder, Observation.GAUSSIAN_ONE_VARIANCE);
        Trained first = Trainer.of(vae.model(), vae.loss(), new Adam(0.02))
                .batchSize(300)
                .steps(1500)
                .seed(context.seed())
                .fit(data);
        Trained trained = Trainer.of(vae.model(), vae.loss(), new Adam(1e-3))
                .batchSize(300)
                .steps(2000)
                .ema(0.998)
                .startingAt(Vae.ENCODER, first.part(Vae.ENCODER))
                .startingAt(Vae.DECODER, first.part(Vae.DECODER))
                .fit(data);
        double best = ProbabilisticPca.fit(data, 2).meanLogDensity(data);
        double elbo = mean(vae.at(trained).elbo(data, key.of("elbo"), 1000));
        claims.add(Claim.near(
                "linear-optimum",
                "ELBO of a linear autoencoder, less the largest likelihood of any (probabilistic PCA), nats",
                elbo - best,
                0,
                1e-3));
    }

    private void digits() {
        Split split = Digits.load().split(key.of("split"), 0.8);
        Network encoder = Network.of(
                Shape.of(64),
                Sequential.of(new Dense(128), Activations.SILU, new Dense(128), Activations.SILU, new Dense(16)));
        Network decoder = Network.of(
                Shape.of(8),
                Sequential.of(new Dense(128), Activations.SILU, new Dense(128), Activations.SILU, new Dense(64)));
        Vae vae = Vae.of(encoder, decoder, Observation.BERNOULLI);
        int steps = context.get(VaeExample.STEPS);
        Trained trained;
        try (Progress progress = context.progress("training", steps)) {
            trained = Trainer.of(vae.model(), vae.loss(), new Adam(1e-3))
                    .batchSize(128)
                    .steps(steps)
                    .seed(context.seed())
                    .listener((done, total, risk) -> progress.advance())
                    .fit(split.train().featureArray());
        }
        TrainedVae at = vae.at(trained);
        Array test = split.test().featureArray();
        double elbo = mean(at.elbo(test, key.of("elbo"), 50));
        double five = mean(at.iwae(test, key.of("five"), 5));
        double many = mean(at.iwae(test, key.of("many"), 500));
        claims.add(Claim.atLeast(
                "iwae-above-elbo", "Bound of 5 draws less the ELBO, nats per test digit", five - elbo, 0));
        claims.add(Claim.atLeast("more-draws", "Bound of 500 draws less that of 5", many - five, 0));
        double plain = mean(bernoulliOfMean(split.train().featureArray(), test));
        claims.add(Claim.atLeast(
                "digits-gain",
                "Bound of 500 draws above a decoder that ignores its code, nats per digit",
                many - plain,
                2));
        Array pictures = test.rows(0, 10);
        Array again = at.reconstruct(pictures);
        Array samples = at.sampleArray(key.of("samples"), 30);
        Array made = Judge.signed(at.sampleArray(key.of("judged"), 500));
        Judge judge = new Judge(Judge.signed(split), key, context.seed());
        claims.addAll(judge.claims("digits", made, context.quick() ? 0.8 : 0.9));
        Array between = at.interpolate(test.rows(0, 1), test.rows(1, 2), 10);
        report.lead("An encoder, a decoder, and the gap between a bound and a likelihood.")
                .table(
                        "bounds",
                        Table.titled("Bounds on the test digits, nats", "bound", "value")
                                .row("ELBO", elbo)
                                .row("5 draws", five)
                                .row("500 draws", many)
                                .row("a decoder that ignores its code", plain))
                .table("samples-judged", judge.table(made))
                .pictures(
                        "reconstructions",
                        grid("Digits and their reconstructions", pictures, again),
                        "Above data, below decoded")
                .pictures(
                        "samples",
                        grid("Samples", samples),
                        "Means of the decoder at codes from the prior: smoother than scans, which MMD² sees")
                .pictures("between", grid("Between two digits", between), "Codes on the great circle between two")
                .chart("codes", codes(split, at));
    }

    /** log p of test pixels under the training pixels' means. */
    private static Array bernoulliOfMean(Array train, Array test) {
        int n = train.shape().extent(0);
        double[] mean = new double[64];
        for (int i = 0; i < 64 * n; i++) {
            mean[i % 64] += train.get(i) / n;
        }
        double[] logs = new double[test.shape().extent(0)];
        for (int i = 0; i < test.shape().size(); i++) {
            double p = Math.min(1 - 1e-6, Math.max(1e-6, mean[i % 64]));
            logs[i / 64] += test.get(i) * Math.log(p) + (1 - test.get(i)) * Math.log(1 - p);
        }
        return Array.vector(logs);
    }

    private static PictureGrid grid(String title, Array... rows) {
        PictureGrid grid = PictureGrid.titled(title);
        for (Array row : rows) {
            for (int i = 0; i < row.shape().extent(0); i++) {
                float[] values = new float[64];
                for (int j = 0; j < 64; j++) {
                    values[j] = (float) row.get(64 * i + j);
                }
                grid = grid.with(Picture.grey(values, 8, 8, 0, 1), "");
            }
        }
        return grid;
    }

    private static LineChart codes(Split split, TrainedVae at) {
        Array codes = at.encodeArray(split.test().featureArray());
        Array classes = split.test().targetArray();
        LineChart chart = LineChart.titled("Codes of test digits, first two numbers")
                .x("z₁")
                .y("z₂");
        for (int c = 0; c < 5; c++) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < codes.shape().extent(0); i++) {
                if (classes.get(i) == c) {
                    points.add(new double[] {codes.get(8 * i), codes.get(8 * i + 1)});
                }
            }
            chart = chart.points(
                    Integer.toString(c),
                    points.stream().mapToDouble(p -> p[0]).toArray(),
                    points.stream().mapToDouble(p -> p[1]).toArray());
        }
        return chart;
    }
}
