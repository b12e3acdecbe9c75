package dev.lemma.generative.vae;

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
import dev.lemma.core.layer.Dense;
import dev.lemma.core.loss.Divergences;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.optim.Adam;
import dev.lemma.testkit.golden.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bounds on the linear model, whose likelihood is known. */
class VaeTest {

    private static double[][] matrix(Array a) {
        int columns = a.shape().extent(1);
        double[][] rows = new double[a.shape().extent(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(a.toDoubles(), i * columns, (i + 1) * columns);
        }
        return rows;
    }

    private static Vae linear(int d, int k) {
        Network encoder = Network.of(Shape.of(d), new Dense(2 * k)).as(DType.FLOAT64);
        Network decoder = Network.of(Shape.of(k), new OneVariance(new Dense(d))).as(DType.FLOAT64);
        return Vae.of(encoder, decoder, Observation.GAUSSIAN_ONE_VARIANCE);
    }

    /** Of the stored model: the exact likelihood, the bounds of a poor q with the stored draws, and their order. */
    @Test
    void followsTheStoredBounds() {
        Golden golden = Golden.read("vae/ppca");
        ProbabilisticPca pca =
                new ProbabilisticPca(matrix(golden.get("W")), golden.get("mu").toDoubles(), 0.5);
        Golden.assertClose("log p", pca.logDensity(golden.get("X")), golden.get("log_p"), 1e-11);

        // The stored poor q has S = diag, so z = m + ε ⊙ √diag S, as the encoder here gives it.
        Array s = golden.get("poor.S");
        assertThat(s.get(1)).isEqualTo(0);
        Vae vae = linear(5, 2);
        Array m = golden.get("poor.m");
        Array eps = golden.get("iwae.eps");
        Array w = golden.get("W");
        Array mu = golden.get("mu");
        List<Array> bounds = Program.of(Fused.executor(), in -> {
                    Tensor x = in.get(0);
                    Tensor mean = in.get(1);
                    Tensor log = Tensor.literal(Array.vector(Math.log(s.get(0)), Math.log(s.get(3))))
                            .broadcast(8, 2);
                    Tensor z = mean.expand(0)
                            .plus(in.get(2).times(log.times(0.5).exp().expand(0)));
                    Tensor given = Tensor.concat(
                            1,
                            z.reshape(-1, 2).matmul(in.get(3).transpose()).plus(in.get(4)),
                            Tensor.full(DType.FLOAT64, Shape.of(64 * 8, 1), Math.log(0.5)));
                    Tensor seen = vae.observation()
                            .logDensity(given, x.expand(0).broadcast(64, 8, 5).reshape(-1, 5))
                            .reshape(64, 8);
                    Tensor prior = z.square().sum(2).times(-0.5);
                    Tensor sampled =
                            in.get(2).square().plus(log.expand(0)).sum(2).times(-0.5);
                    Tensor weights = seen.plus(prior).minus(sampled);
                    return List.of(weights, weights.logSumExp(0).minus(Math.log(64)));
                })
                .callAll(List.of(golden.get("X"), m, eps, w, mu));
        Golden.assertClose("log w", bounds.get(0), golden.get("iwae.log_w"), 1e-11);
        Golden.assertClose("bound of 64", bounds.get(1), golden.get("iwae.bound64"), 1e-11);
        for (int i = 0; i < 8; i++) {
            assertThat(golden.get("poor.elbo").get(i))
                    .isLessThan(golden.get("log_p").get(i));
        }
    }

    /** The best linear model of the stored data. */
    @Test
    void fitsTheStoredMaximum() {
        Golden golden = Golden.read("vae/ppca");
        ProbabilisticPca pca = ProbabilisticPca.fit(golden.get("ml.Y"), 2);
        assertThat(pca.variance()).isCloseTo(golden.get("ml.sigma2").item(), within(1e-11));
        double[][] c = pca.covariance();
        double[] flat = new double[25];
        for (int i = 0; i < 25; i++) {
            flat[i] = c[i / 5][i % 5] - (i % 6 == 0 ? pca.variance() : 0);
        }
        Golden.assertClose("W Wᵀ", Array.of(Shape.of(5, 5), flat), golden.get("ml.WWt"), 1e-11);
        assertThat(pca.meanLogDensity(golden.get("ml.Y")))
                .isCloseTo(golden.get("ml.mean_log_p").item(), within(1e-11));
    }

    /**
     * A linear autoencoder, trained, comes to the maximum of the likelihood to 1e-3 nats, where its bound is tight; and on the way ELBO ≤ IWAE ≤ log p.
     */
    @Test
    void aLinearAutoencoderReachesTheOptimum() {
        Array data = Golden.read("vae/ppca").get("ml.Y");
        Vae vae = linear(5, 2);
        Trained trained = Trainer.of(vae.model(), vae.loss(), new Adam(0.02))
                .batchSize(200)
                .steps(2000)
                .seed(3)
                .fit(data);
        for (double rate : new double[] {5e-3, 1e-3}) {
            trained = Trainer.of(vae.model(), vae.loss(), new Adam(rate))
                    .batchSize(200)
                    .steps(2000)
                    .ema(0.998)
                    .startingAt(Vae.ENCODER, trained.part(Vae.ENCODER))
                    .startingAt(Vae.DECODER, trained.part(Vae.DECODER))
                    .fit(data);
        }
        double best = ProbabilisticPca.fit(data, 2).meanLogDensity(data);
        double elbo = mean(vae.at(trained).elbo(data, Key.of(5), 400));
        assertThat(elbo).isBetween(best - 1e-3, best + 3e-4);
        Array theta = trained.part(Vae.DECODER).thetaArray();
        double likelihood = decoderLaw(vae.decoder().named(theta)).meanLogDensity(data);
        assertThat(likelihood).isBetween(best - 1e-3, best + 1e-12);
    }

    private static ProbabilisticPca decoderLaw(Map<String, Array> named) {
        double[][] w = null;
        double[] mu = null;
        double variance = 0;
        for (Map.Entry<String, Array> entry : named.entrySet()) {
            if (entry.getKey().endsWith("weight")) {
                w = matrix(entry.getValue());
            } else if (entry.getKey().endsWith("log-variance")) {
                variance = Math.exp(entry.getValue().item());
            } else {
                mu = entry.getValue().toDoubles();
            }
        }
        return new ProbabilisticPca(
                java.util.Objects.requireNonNull(w), java.util.Objects.requireNonNull(mu), variance);
    }

    private static double mean(Array numbers) {
        return Arrays.stream(numbers.toDoubles()).average().orElseThrow();
    }

    /** With a poor encoder the bounds are ordered and close in on the likelihood: each difference is above five standard errors. */
    @Test
    void boundsAreOrdered() {
        Array data = Golden.read("vae/ppca").get("ml.Y");
        Vae vae = linear(5, 2);
        Trained trained = Trainer.of(vae.model(), vae.loss(), new Adam(0.02))
                .batchSize(100)
                .steps(150)
                .seed(3)
                .fit(data);
        TrainedVae at = vae.at(trained);
        double exact = decoderLaw(vae.decoder().named(trained.part(Vae.DECODER).thetaArray()))
                .meanLogDensity(data);
        double elbo = mean(at.elbo(data, Key.of(1), 200));
        double one = mean(at.iwae(data, Key.of(2), 1));
        double ten = repeated(at, data, 10, 40);
        double many = repeated(at, data, 1000, 3);
        assertThat(one).isCloseTo(elbo, within(0.5));
        assertThat(elbo).isLessThan(ten);
        assertThat(ten).isLessThan(many + 1e-3);
        assertThat(many).isLessThan(exact + 0.01);
        assertThat(exact - many).isLessThan(0.05);
    }

    private static double repeated(TrainedVae at, Array data, int draws, int times) {
        double sum = 0;
        for (int i = 0; i < times; i++) {
            sum += mean(at.iwae(data, Key.of(10 + i), draws)) / times;
        }
        return sum;
    }

    /** Lecture 14: the draws are renewed in every step. One frozen draw is fitted: its loss falls below what the bound allows. */
    @Test
    void lecture14FrozenDrawsAreFitted() {
        Array data = GaussianMixture.gaussian(new double[3], 1).draw(Key.of(4), 40);
        double best = ProbabilisticPca.fit(data, 2).meanLogDensity(data);
        Vae vae = linear(3, 2);
        Trained frozen = Trainer.of(
                        vae.model(),
                        (parts, batch, key) -> {
                            Tensor[] q =
                                    parts.apply(Vae.ENCODER, batch.features()).split(-1, 2, 2);
                            Tensor frozen0 = Tensor.literal(Array.vector(1, -1)).broadcast(q[0].shape());
                            Tensor z = q[0].plus(q[1].times(0.5).exp().times(frozen0));
                            return Divergences.standardGaussian(q[0], q[1])
                                    .minus(vae.observation().logDensity(parts.apply(Vae.DECODER, z), batch.features()));
                        },
                        new Adam(0.02))
                .batchSize(40)
                .steps(1500)
                .fit(data);
        double pretended = -frozen.history().losses()[frozen.history().losses().length - 1];
        double honest = mean(vae.at(frozen).elbo(data, Key.of(9), 200));
        assertThat(pretended).isGreaterThan(best + 0.02);
        assertThat(honest).isLessThan(best);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Network encoder = Network.of(Shape.of(4), new Dense(4));
        assertThatThrownBy(() -> Vae.of(encoder, Network.of(Shape.of(3), new Dense(4)), Observation.BERNOULLI))
                .hasMessageContaining("encoder must give 6");
        assertThatThrownBy(() -> Vae.of(encoder, Network.of(Shape.of(2), new Dense(4)), Observation.GAUSSIAN))
                .hasMessageContaining("decoder must give 8");
        Vae vae = Vae.of(encoder, Network.of(Shape.of(2), new Dense(4)), Observation.BERNOULLI);
        assertThatThrownBy(() -> vae.beta(2).importanceWeighted(3)).hasMessageContaining("beta");
        Trained trained = Trainer.of(vae.model(), vae.loss(), new Adam(1e-3))
                .steps(1)
                .fit(Array.zeros(DType.FLOAT32, Shape.of(3, 4)));
        TrainedVae at = vae.at(trained);
        assertThatThrownBy(() -> at.encodeArray(Array.full(DType.FLOAT32, Shape.of(1, 4), 16)))
                .hasMessageContaining("[0, 1]");
        assertThat(at.sampleArray(Key.of(1), 5).rows(0, 3)).isEqualTo(at.sampleArray(Key.of(1), 3));
        Array zero = Array.zeros(DType.FLOAT32, Shape.of(1, 4));
        assertThat(at.interpolate(zero, Array.full(DType.FLOAT32, Shape.of(1, 4), 1), 5)
                        .shape())
                .isEqualTo(Shape.of(5, 4));
    }
}
