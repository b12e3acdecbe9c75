package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.core.training.TrainingListener;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.generative.likelihood.FlowLikelihood;
import dev.lemma.generative.likelihood.Likelihood;
import dev.lemma.generative.metric.MaximumMeanDiscrepancy;
import dev.lemma.generative.metric.Neighbours;
import dev.lemma.generative.network.TimeEmbedding;
import dev.lemma.generative.network.TimeNetworks;
import dev.lemma.generative.network.TimedPerceptron;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.KarrasProcess;
import dev.lemma.generative.sampler.DpmSolver;
import dev.lemma.generative.sampler.HeunEdm;
import dev.lemma.generative.sampler.Sampling;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.generative.score.Clock;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreFunction;
import dev.lemma.generative.score.ScoreModel;
import dev.lemma.generative.score.TimeLaw;
import dev.lemma.generative.score.Weighting;
import dev.lemma.optim.Adam;
import java.util.ArrayList;
import java.util.List;

/** Trains both models, samples from them and judges the samples. */
final class DiffusionRun {

    private static final int SAMPLES = 500;

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final List<Claim> claims = new ArrayList<>();

    DiffusionRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
    }

    Outcome outcome() {
        report.lead("Networks learn the noise in noised data; what they have learnt, run backwards, makes samples.");
        plane();
        digits();
        return Outcome.of(claims);
    }

    private static TrainingListener telling(Progress progress) {
        return (done, total, risk) -> progress.advance();
    }

    private void plane() {
        Array data = Plane.RING.draw(key.of("plane"), 4000);
        Network net = TimeNetworks.perceptron(Shape.of(2), 96, 3);
        ScoreModel model = ScoreModel.of(Diffusion.vp(Schedules.linear()), net, Prediction.NOISE)
                .times(TimeLaw.STRATIFIED);
        int steps = context.quick() ? 1800 : 5000;
        Trained trained;
        try (Progress progress = context.progress("training in the plane", steps)) {
            trained = Trainer.of(model.model(), model.loss(), new Adam(3e-3))
                    .batchSize(256)
                    .steps(steps)
                    .ema(0.99)
                    .seed(context.seed())
                    .listener(telling(progress))
                    .fit(data);
        }
        ScoreFunction score = model.at(trained);
        Array x = new DpmSolver(25).sampleArray(score, key.of("samples"), 1000);
        double discrepancy = Plane.discrepancy(x, key);
        double gaussian = Plane.discrepancy(Plane.gaussian(data, key, 1000), key);
        claims.add(Claim.atMost(
                "plane-mmd",
                "MMD² of 1000 samples in the plane, as a part of that of the best Gaussian",
                discrepancy / gaussian,
                0.1));
        Array fresh = Plane.RING.draw(key.of("test"), 32);
        Likelihood likelihood = FlowLikelihood.of(score).tolerance(1e-4).of(fresh);
        double exact = 0;
        Array densities = Program.of(Fused.executor(), in -> List.of(Plane.RING.logDensity(in.get(0))))
                .call(fresh);
        for (int i = 0; i < 32; i++) {
            exact += densities.get(i) / 32;
        }
        claims.add(Claim.between(
                "plane-likelihood",
                "Log-likelihood of fresh points under the model's flow, less the exact one, nats",
                likelihood.mean() - exact,
                -0.6,
                0.3));
        Array path = Sampling.of(new DpmSolver(25), score, 30).trajectory(key.of("samples"), 0);
        LineChart paths =
                LineChart.titled("Paths from noise to samples").x("x₁").y("x₂");
        for (int i = 0; i < 30; i++) {
            double[] a = new double[26];
            double[] b = new double[26];
            for (int t = 0; t < 26; t++) {
                a[t] = path.get((t * 30 + i) * 2);
                b[t] = path.get((t * 30 + i) * 2 + 1);
            }
            paths = paths.line("", a, b);
        }
        report.section("In the plane")
                .paragraph("Eight clusters; likelihood with its budget: " + likelihood)
                .charts(
                        "plane-samples",
                        Plane.with(Plane.chart("Samples", "data", data), "samples", x),
                        "plane-paths",
                        paths);
    }

    private void digits() {
        Split split = Digits.load().split(key.of("split"), 0.8);
        Array pixels = signed(split.train().featureArray());
        Array held = signed(split.test().featureArray());
        int width = 256;
        Network net = TimeNetworks.of(
                Shape.of(64), new TimedPerceptron(width, 3, Activations.SILU, new TimeEmbedding(12, 1, 60), 0));
        ScoreModel model = ScoreModel.of(new KarrasProcess(20, 0.02), net, Prediction.DATA)
                .preconditioned(0.6)
                .weighting(Weighting.edm(0.6))
                .times(TimeLaw.logNormal(-0.8, 1.2))
                .clock(Clock.LOG_SNR);
        int steps = context.get(DiffusionExample.STEPS);
        Trained trained;
        try (Progress progress = context.progress("training on digits", steps)) {
            trained = Trainer.of(model.model(), model.loss(), new Adam(1e-3))
                    .batchSize(128)
                    .steps(steps)
                    .ema(0.998)
                    .seed(context.seed())
                    .listener(telling(progress))
                    .fit(pixels);
        }
        Array x = new HeunEdm(20).sampleArray(model.at(trained), key.of("digits"), SAMPLES);
        double[] votes = votes(split, x);
        int present = 0;
        for (int c = 0; c < 10; c++) {
            present += votes[c] >= 0.02 * SAMPLES ? 1 : 0;
        }
        claims.add(Claim.atLeast(
                "digits-confidence",
                "Mean confidence of a classifier of real digits in its reading of " + SAMPLES + " samples",
                votes[10],
                0.9));
        claims.add(Claim.atLeast("digits-classes", "Digits that it reads in at least 2 % of them", present, 10));
        MaximumMeanDiscrepancy mmd = MaximumMeanDiscrepancy.median(held);
        double discrepancy = mmd.of(x.as(held.type()), held);
        double gaussian = mmd.of(GaussianMixture.fit(pixels).draw(key.of("gaussian"), SAMPLES), held);
        claims.add(Claim.atMost(
                "digits-mmd",
                "MMD² of the samples to held-out digits, as a part of that of a Gaussian's samples",
                discrepancy / gaussian,
                1));
        Neighbours.Memorisation memory = Neighbours.memorisation(x.as(DType.FLOAT64), pixels, held);
        claims.add(Claim.atLeast(
                "digits-memorisation",
                "Median distance of a sample to its nearest training digit, as a part of that of held-out digits",
                memory.medianSample() / memory.medianHeldOut(),
                0.75));
        claims.add(Claim.atMost("digits-copies", "Part of the samples that are copies", memory.copies(), 0.02));
        PictureGrid grid = PictureGrid.titled("Samples");
        for (int i = 0; i < 40; i++) {
            grid = grid.with(picture(x, i), "");
        }
        report.section("Digits")
                .paragraph("A perceptron of three layers of " + width + " with Karras' preconditioning, " + steps
                        + " steps of 128 digits; samples by Heun's method in 39 evaluations.")
                .pictures("digits", grid, "Forty samples, not chosen");
    }

    /** Pixels from [0, 1] to [−1, 1]. */
    private static Array signed(Array pixels) {
        double[] numbers = pixels.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 2 * numbers[i] - 1;
        }
        return Array.of(pixels.shape(), numbers);
    }

    private static Picture picture(Array x, int i) {
        float[] values = new float[64];
        for (int j = 0; j < 64; j++) {
            values[j] = (float) x.get(64 * i + j);
        }
        return Picture.grey(values, 8, 8, -1, 1);
    }

    /** How often each digit is read, and the mean confidence behind. */
    private double[] votes(Split split, Array x) {
        Network net = Network.of(
                Shape.of(64),
                Sequential.of(new Dense(128), Activations.RELU, new Dense(128), Activations.RELU, new Dense(10)));
        Dataset real = split.train();
        Trained judge = Trainer.of(net, Losses.CROSS_ENTROPY, new Adam(1e-3))
                .batchSize(64)
                .epochs(30)
                .seed(context.seed())
                .fit(real.withFeatures(signed(real.featureArray())));
        Array logits = judge.predict(x);
        double[] votes = new double[11];
        for (int i = 0; i < SAMPLES; i++) {
            int best = 0;
            double sum = 0;
            for (int c = 0; c < 10; c++) {
                best = logits.get(10 * i + c) > logits.get(10 * i + best) ? c : best;
            }
            for (int c = 0; c < 10; c++) {
                sum += Math.exp(logits.get(10 * i + c) - logits.get(10 * i + best));
            }
            votes[best]++;
            votes[10] += 1 / sum / SAMPLES;
        }
        return votes;
    }
}
