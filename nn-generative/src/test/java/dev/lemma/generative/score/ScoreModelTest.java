package dev.lemma.generative.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.generative.Golds;
import dev.lemma.generative.metric.EnergyDistance;
import dev.lemma.generative.network.ResidualPerceptron;
import dev.lemma.generative.network.TimeNetworks;
import dev.lemma.generative.network.TimedPerceptron;
import dev.lemma.generative.network.UNet;
import dev.lemma.generative.oracle.DataLaw;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.sampler.Ancestral;
import dev.lemma.generative.sampler.Ddim;
import dev.lemma.generative.sampler.DpmSolver;
import dev.lemma.generative.sampler.TimeGrid;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.optim.Adam;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training of scores, with and without labels. */
class ScoreModelTest {

    private static final GaussianMixture TWO = GaussianMixture.of(new double[][] {{-1.5, 0}, {1.5, 0.5}}, 0.3);

    private static double distance(Array x, int n) {
        return new EnergyDistance().of(x, TWO.draw(Key.of(77), n));
    }

    /** After a few seconds, samples are nearer to the law than those of a Gaussian with its mean and covariance. */
    @Test
    void learnsTwoClusters() {
        Network net = TimeNetworks.perceptron(Shape.of(2), 64, 2);
        ScoreModel model = ScoreModel.of(Diffusion.vp(Schedules.cosine()), net, Prediction.NOISE)
                .times(TimeLaw.STRATIFIED);
        Array data = TWO.draw(Key.of(1), 2000);
        Trained trained = Trainer.of(model.model(), model.loss(), new Adam(3e-3))
                .batchSize(256)
                .steps(600)
                .ema(0.98)
                .fit(data);
        Array x = new DpmSolver(20).sampleArray(model.at(trained), Key.of(7), 500);
        double gaussian = distance(GaussianMixture.fit(data).draw(Key.of(5), 500), 500);
        assertThat(distance(x, 500)).isLessThan(0.3 * gaussian);
        Array again = new DpmSolver(20).sampleArray(model.at(trained), Key.of(7), 40);
        assertThat(Golds.difference(x.rows(0, 40), again)).isLessThan(1e-3);
    }

    /** A label, left out now and then: the conditional score makes its own cluster, the guided one too, the one without label both. */
    @Test
    void labelsAndGuidance() {
        Array data = TWO.draw(Key.of(1), 2000);
        double[] labels = new double[2000];
        for (int i = 0; i < 2000; i++) {
            labels[i] = data.get(2 * i) > 0 ? 1 : 0;
        }
        Network net = TimeNetworks.of(Shape.of(2), 2, new TimedPerceptron(48, 2).classes(2));
        AffineProcess chain = Diffusion.ddpm(DiscreteSchedule.cosine(50));
        ScoreModel model = ScoreModel.of(chain, net, Prediction.VELOCITY).dropLabels(0.2);
        Trained trained = Trainer.of(model.model(), model.loss(), new Adam(3e-3))
                .batchSize(256)
                .steps(500)
                .fit(Dataset.of(data, Array.vector(labels)));
        for (int label = 0; label < 2; label++) {
            for (double strength : new double[] {0, 1}) {
                Array x = new Ddim(25).sampleArray(model.guided(trained, label, strength), Key.of(3), 200);
                int right = 0;
                for (int i = 0; i < 200; i++) {
                    right += (x.get(2 * i) > 0) == (label == 1) ? 1 : 0;
                }
                assertThat(right).isGreaterThan(190);
            }
        }
        Array both = new Ancestral(50).sampleArray(model.at(trained), Key.of(3), 200);
        int positive = 0;
        for (int i = 0; i < 200; i++) {
            positive += both.get(2 * i) > 0 ? 1 : 0;
        }
        assertThat(positive).isBetween(60, 140);
        assertThatThrownBy(() -> model.at(trained, 2)).hasMessageContaining("label");
    }

    /**
     * Denoising and exact score matching differ by a number that does not depend on the model: here their difference is the same for two models, within five
     * standard errors.
     */
    @Test
    void denoisingScoreMatchingIsScoreMatchingUpToAConstant() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        int n = 40_000;
        Array data = TWO.draw(Key.of(4), n);
        Array noise = GaussianMixture.gaussian(new double[2], 1).draw(Key.of(6), n);
        List<Array> values = Program.of(Fused.executor(), in -> {
                    Moment at = vp.at(Tensor.constant(DType.FLOAT64, 0.3));
                    Tensor x = at.noised(in.get(0), in.get(1));
                    Tensor exact = TWO.score(x, at);
                    Tensor denoising = in.get(1).dividedBy(at.deviation()).negate();
                    Tensor first = x.negate();
                    Tensor second = x.sin().times(2);
                    return List.of(
                            first.minus(denoising)
                                    .square()
                                    .sum(1)
                                    .minus(first.minus(exact).square().sum(1)),
                            second.minus(denoising)
                                    .square()
                                    .sum(1)
                                    .minus(second.minus(exact).square().sum(1)));
                })
                .callAll(List.of(data, noise));
        double mean = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double d = values.get(0).get(i) - values.get(1).get(i);
            mean += d / n;
            square += d * d / n;
        }
        assertThat(Math.abs(mean)).isLessThan(5 * Math.sqrt(square / n));
    }

    /** Weights are what they say of errors of the noise, whatever is predicted. */
    @Test
    void weightings() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        double[] w = Program.of(Fused.executor(), in -> {
                    Moment at = vp.at(in.get(0));
                    return List.of(Tensor.concat(
                            0,
                            Weighting.SIMPLE.of(vp, at),
                            Weighting.LIKELIHOOD.of(vp, at),
                            Weighting.edm(0.5).of(vp, at),
                            Weighting.minSnr(5).of(vp, at)));
                })
                .call(Array.vector(0.3))
                .toDoubles();
        double b = 0.1 * 0.3 + 9.95 * 0.09;
        double v = -Math.expm1(-b);
        double a2 = Math.exp(-b);
        assertThat(w[0]).isEqualTo(1);
        assertThat(w[1]).isCloseTo((0.1 + 19.9 * 0.3) / v, within(1e-12));
        assertThat(w[2]).isCloseTo((v + 0.25 * a2) / (0.25 * a2), within(1e-12));
        assertThat(w[3]).isCloseTo(Math.min(1, 5 * v / a2), within(1e-12));
    }

    /** The guided score of Gaussians is that of the law ∝ q_c^{1+w} q_u^{−w} at each time. */
    @Test
    void guidanceMixesScores() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        ScoreFunction c = GaussianMixture.gaussian(new double[] {1}, 0.5).under(vp);
        ScoreFunction u = GaussianMixture.gaussian(new double[] {0}, 1).under(vp);
        List<Array> values = Program.of(Fused.executor(), in -> {
                    Moment at = vp.at(Tensor.constant(DType.FLOAT64, 0.2));
                    Tensor x = in.get(0);
                    Tensor expected =
                            c.score(x, at).times(3).minus(u.score(x, at).times(2));
                    ScoreFunction bayes =
                            new Conditioned(u, (y, m) -> y.times(3).sum(1), 0.5);
                    return List.of(
                            new Guided(c, u, 2).score(x, at),
                            expected,
                            bayes.score(x, at),
                            u.score(x, at).plus(1.5));
                })
                .callAll(List.of(Array.matrix(new double[][] {{0.3}, {-1}})));
        assertThat(Golds.difference(values.get(0), values.get(1))).isLessThan(1e-11);
        assertThat(Golds.difference(values.get(2), values.get(3))).isLessThan(1e-13);
    }

    /** One time for all samples, or the same time for each: the same numbers; and a U-Net that begins as zero. */
    @Test
    void networksSeeTheTime() {
        Network points = TimeNetworks.perceptron(Shape.of(3), 16, 2).as(DType.FLOAT64);
        Network images = TimeNetworks.unet(Shape.of(1, 8, 8), 8, 2).as(DType.FLOAT64);
        Network residual =
                TimeNetworks.of(Shape.of(3), new ResidualPerceptron(16, 2)).as(DType.FLOAT64);
        for (Network net : List.of(points, residual, images)) {
            ScoreModel model = ScoreModel.of(Diffusion.vp(Schedules.linear()), net, Prediction.NOISE);
            Array theta = net.initialArray(Key.of(1));
            double[] shifted = theta.toDoubles();
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] += 0.05 * Math.sin(i);
            }
            ScoreFunction score = model.at(Array.vector(shifted));
            Array x = GaussianMixture.gaussian(new double[net.output().size()], 1)
                    .draw(Key.of(2), 4)
                    .reshape(net.output().batch(4));
            List<Array> values = Program.of(Fused.executor(), in -> {
                        Moment one = score.process().at(Tensor.constant(DType.FLOAT64, 0.4));
                        Moment each = Moment.ofEach(
                                score.process(),
                                Tensor.full(DType.FLOAT64, Shape.of(4), 0.4).plus(in.get(1)),
                                net.output().rank());
                        return List.of(score.noise(in.get(0), one), score.noise(in.get(0), each));
                    })
                    .callAll(List.of(x, Array.vector(0, 0, 0, 0)));
            assertThat(Golds.difference(values.get(0), values.get(1))).isLessThan(1e-12);
            assertThat(values.get(0).isFinite()).isTrue();
        }
        Array zero = images.values(images.initialArray(Key.of(1)), Array.full(DType.FLOAT64, Shape.of(2, 65), 0.3));
        assertThat(Golds.difference(zero, Array.zeros(DType.FLOAT64, Shape.of(2, 1, 8, 8))))
                .isEqualTo(0);
        Array none = residual.values(residual.initialArray(Key.of(1)), Array.full(DType.FLOAT64, Shape.of(2, 4), 0.3));
        assertThat(Golds.difference(none, Array.zeros(DType.FLOAT64, Shape.of(2, 3))))
                .isEqualTo(0);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Network plain = Network.of(Shape.of(3), new Dense(2));
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        assertThatThrownBy(() -> ScoreModel.of(vp, plain, Prediction.NOISE)).hasMessageContaining("TimeNetworks");
        Network net = TimeNetworks.perceptron(Shape.of(2), 8, 1);
        ScoreModel model = ScoreModel.of(vp, net, Prediction.NOISE);
        assertThatThrownBy(() -> model.dropLabels(0.1)).hasMessageContaining("no labels");
        assertThatThrownBy(() -> model.at(Array.vector(1, 2))).hasMessageContaining("parameters");
        assertThatThrownBy(() -> new UNet(10, 2, 4, 1, new dev.lemma.generative.network.TimeEmbedding(2, 1, 2), 0))
                .hasMessageContaining("multiple");
        DataLaw law = GaussianMixture.gaussian(new double[2], 1);
        AffineProcess zero = Diffusion.ddpm(DiscreteSchedule.cosine(20).withZeroTerminalSnr());
        ScoreModel noise = ScoreModel.of(zero, net, Prediction.NOISE);
        assertThatThrownBy(() -> new Ancestral(20).sampleArray(noise.at(net.initialArray(Key.of(0))), Key.of(1), 2))
                .hasMessageContaining("says nothing");
        assertThat(new Ancestral(20).sampleArray(law.under(zero), Key.of(1), 2).isFinite())
                .isTrue();
        assertThat(new Ddim(10, 0, TimeGrid.trailing())
                        .sampleArray(law.under(zero), Key.of(1), 2)
                        .isFinite())
                .isTrue();
    }
}
