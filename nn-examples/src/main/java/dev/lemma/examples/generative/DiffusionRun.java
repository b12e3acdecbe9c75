package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.data.IdxImages;
import dev.lemma.core.data.Split;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.core.training.TrainingListener;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.generative.likelihood.FlowLikelihood;
import dev.lemma.generative.likelihood.Likelihood;
import dev.lemma.generative.network.ResidualPerceptron;
import dev.lemma.generative.network.TimeNetworks;
import dev.lemma.generative.network.UNet;
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
import dev.lemma.optim.schedule.CosineAnnealing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        if (context.get(DiffusionExample.UNET)
                || context.find(DiffusionExample.DATA).isPresent()) {
            pictures();
        }
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
        Split real = Judge.signed(Digits.load().split(key.of("split"), 0.8));
        Centred centred = Centred.of(real.train().featureArray());
        int width = 256;
        int blocks = 3;
        Network net = TimeNetworks.of(Shape.of(64), new ResidualPerceptron(width, blocks));
        ScoreModel model = ofPictures(net, centred.deviation());
        int steps = context.get(DiffusionExample.STEPS);
        Trained trained = train("training on digits", model, 2e-3, 128, steps, centred.data());
        Array x = centred.back(new HeunEdm(20).sampleArray(model.at(trained), key.of("digits"), SAMPLES));
        Judge judge = new Judge(real, key, context.seed());
        claims.add(judge.measure("digits"));
        claims.addAll(judge.claims("digits", x, 0.9));
        claims.add(judge.nearer("digits", x));
        report.section("Digits")
                .paragraph(
                        "A perceptron of " + blocks + " residual blocks of " + width + " with Karras' preconditioning, "
                                + steps + " steps of 128 digits; samples by Heun's method in 39 evaluations.")
                .table("digits-judged", judge.table(x))
                .pictures("digits", Judge.grid("Samples", x, 40, 8), "Forty samples, not chosen");
    }

    /** A U-Net with attention, of the user's pictures or of the digits enlarged. */
    private void pictures() {
        Optional<Path> folder = context.find(DiffusionExample.DATA);
        Split given = folder.isPresent()
                ? IdxImages.load(folder.get())
                : Enlarged.of(Digits.images().split(key.of("split"), 0.8), 28);
        Shape image = given.train().featureShape();
        int side = image.extent(2);
        if (image.extent(1) != side || side % 4 != 0) {
            throw new UsageException("--data: the pictures are " + image.extent(1) + " × " + side
                    + ", expected squares whose side is a multiple of 4");
        }
        Split real = Judge.signed(given);
        Centred centred = Centred.of(real.train().featureArray());
        UNet unet = new UNet(16, 3);
        ScoreModel model = ofPictures(TimeNetworks.of(image, unet), centred.deviation());
        int steps = context.get(DiffusionExample.UNET_STEPS);
        Array data = centred.data().reshape(image.batch(real.train().size()));
        long start = System.nanoTime();
        Trained trained = train("training the U-Net", model, 2e-3, 32, steps, data);
        double minutes = (System.nanoTime() - start) / 60e9;
        int count = context.quick() ? 60 : 200;
        Array x = centred.back(new HeunEdm(16).sampleArray(model.at(trained), key.of("pictures"), count));
        Judge judge = new Judge(real, key, context.seed());
        claims.addAll(judge.claims("pictures", x, context.quick() ? 0.5 : 0.85));
        report.section("Pictures of " + side + " × " + side)
                .paragraph(String.format(
                        Locale.ROOT,
                        "A U-Net of 16, 32 and 64 channels with attention at the coarsest level, %d steps of 32 pictures in"
                                + " %.1f minutes.",
                        steps,
                        minutes))
                .table("pictures-judged", judge.table(x))
                .pictures("pictures", Judge.grid("Samples", x, 40, side), "Forty samples, not chosen");
    }

    /** σ where the picture is decided lies between that of the pixels' own spread and the distance of two pictures. */
    private static ScoreModel ofPictures(Network net, double deviation) {
        return ScoreModel.of(new KarrasProcess(20, 0.02), net, Prediction.DATA)
                .preconditioned(deviation)
                .weighting(Weighting.edm(deviation))
                .times(TimeLaw.logNormal(-0.3, 1.3))
                .clock(Clock.LOG_SNR);
    }

    private Trained train(String label, ScoreModel model, double rate, int batch, int steps, Array data) {
        try (Progress progress = context.progress(label, steps)) {
            return Trainer.of(model.model(), model.loss(), new Adam(rate).scheduled(new CosineAnnealing(1, 0, steps)))
                    .batchSize(batch)
                    .steps(steps)
                    .ema(0.99)
                    .seed(context.seed())
                    .listener(telling(progress))
                    .fit(data);
        }
    }
}
