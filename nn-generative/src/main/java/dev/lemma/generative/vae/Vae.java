package dev.lemma.generative.vae;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.loss.Divergences;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Risk;
import dev.lemma.core.training.Trained;
import java.util.Map;
import java.util.Objects;

/**
 * A variational autoencoder: a prior N(0, I) of codes, a decoder p(x|z), and an encoder q(z|x) that makes its bound on the likelihood tight.
 *
 * <pre>{@code
 * log p(x) ≥ E_q log p(x|z) − KL(q(z|x) ‖ N(0, I))                                             ELBO
 * log p(x) ≥ E log 1/K Σₖ p(x|zₖ) p(zₖ)/q(zₖ|x),   zₖ = m + s ⊙ εₖ                             IWAE, tighter as K grows
 *
 * Vae vae = Vae.of(encoder, decoder, Observation.BERNOULLI);
 * Trained trained = Trainer.of(vae.model(), vae.loss(), new Adam(1e-3)).fit(images);
 * INDArray pictures = vae.at(trained).sample(Key.of(1), 16);
 * }</pre>
 *
 * <p>All are in nats, summed over the numbers of a sample: neither mean replaces a sum, so the weight of the KL term is 1 unless β says otherwise. ε is drawn
 * anew at every step: with frozen draws the encoder fits them. The bound with K draws takes the log of the sampled q, not its KL in closed form.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2014</a>, <a href="https://arxiv.org/abs/1509.00519">Burda, Grosse and Salakhutdinov 2016</a>
 */
public final class Vae {

    /** The encoder's name in {@link #model}. */
    public static final String ENCODER = "encoder";

    /** The decoder's name in {@link #model}. */
    public static final String DECODER = "decoder";

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final Network encoder;
    private final Network decoder;
    private final Observation observation;
    private final double beta;
    private final int draws;

    private Vae(Network encoder, Network decoder, Observation observation, double beta, int draws) {
        if (encoder.input().rank() != 1
                || encoder.output().rank() != 1
                || decoder.output().rank() != 1) {
            throw new ShapeException("vae: expected data and codes as vectors, got an encoder from " + encoder.input()
                    + " to " + encoder.output() + " and a decoder to " + decoder.output()
                    + ": put Reshape and Flatten into the networks");
        }
        int d = encoder.input().size();
        int k = decoder.input().size();
        if (encoder.output().size() != 2 * k) {
            throw new ShapeException("vae: codes have " + k + " numbers, so the encoder must give " + 2 * k
                    + ", means and log-variances; it gives " + encoder.output().size());
        }
        if (decoder.output().size() != observation.parameters(d)) {
            throw new ShapeException(
                    "vae: for data of " + d + " numbers the decoder must give " + observation.parameters(d)
                            + "; it gives " + decoder.output().size());
        }
        this.encoder = encoder;
        this.decoder = decoder;
        this.observation = observation;
        this.beta = beta;
        this.draws = draws;
    }

    /**
     * An encoder from x to means and log-variances of codes, a decoder from codes to the law of x.
     *
     * @param encoder [d] to [2k]
     * @param decoder [k] to [observation.parameters(d)]
     */
    public static Vae of(Network encoder, Network decoder, Observation observation) {
        return new Vae(encoder, decoder, Objects.requireNonNull(observation, "observation"), 1, 0);
    }

    /** With the KL term weighted: the loss is then no bound, but codes are more regular (β &gt; 1) or pictures sharper. */
    public Vae beta(double weight) {
        return new Vae(encoder, decoder, observation, Check.notNegative("beta", weight), draws);
    }

    /** Trained by the bound of K draws instead of the ELBO. */
    public Vae importanceWeighted(int k) {
        if (beta != 1) {
            throw new IllegalArgumentException("importance-weighted: the bound has beta = 1, got " + beta);
        }
        return new Vae(encoder, decoder, observation, beta, Check.atLeastOne("k", k));
    }

    /** Encoder and decoder, for training. */
    public Model model() {
        return Model.of(Map.of(ENCODER, encoder, DECODER, decoder));
    }

    /** The law of data given a code. */
    public Observation observation() {
        return observation;
    }

    Network encoder() {
        return encoder;
    }

    Network decoder() {
        return decoder;
    }

    int code() {
        return decoder.input().size();
    }

    /** The negative bound of each example: [n]. */
    public Risk loss() {
        return (parts, batch, key) -> {
            Coder coder = new Coder(x -> parts.apply(ENCODER, x), z -> parts.apply(DECODER, z));
            return draws > 0
                    ? coder.weighted(batch.features(), draws, key).negate()
                    : coder.bound(batch.features(), key, beta).negate();
        };
    }

    /** Both networks at work, wherever their parameters come from. */
    final class Coder {

        private final java.util.function.UnaryOperator<Tensor> encode;
        private final java.util.function.UnaryOperator<Tensor> decode;

        Coder(java.util.function.UnaryOperator<Tensor> encode, java.util.function.UnaryOperator<Tensor> decode) {
            this.encode = encode;
            this.decode = decode;
        }

        /** Mean and log-variance of q(z|x). */
        Tensor[] posterior(Tensor x) {
            return encode.apply(x).split(-1, code(), code());
        }

        /** One draw of the ELBO, its KL in closed form: [n]. */
        Tensor bound(Tensor x, Tensor key, double weight) {
            Tensor[] q = posterior(x);
            Tensor z = q[0].plus(q[1].times(0.5).exp().times(Draws.normal(key, q[0])));
            Tensor kl = Divergences.standardGaussian(q[0], q[1]);
            return observation.logDensity(decode.apply(z), x).minus(kl.times(weight));
        }

        /** log w of k draws: [k, n]. */
        Tensor logWeights(Tensor x, int k, Tensor key) {
            int n = x.shape().extent(0);
            int d = x.shape().extent(1);
            Tensor[] q = posterior(x);
            Tensor epsilon = Draws.normal(key, x.type(), k, n, code());
            Tensor z = q[0].expand(0).plus(q[1].times(0.5).exp().expand(0).times(epsilon));
            Tensor given = decode.apply(z.reshape(k * n, code()));
            Tensor seen = observation
                    .logDensity(given, x.expand(0).broadcast(k, n, d).reshape(k * n, d))
                    .reshape(k, n);
            Tensor prior = z.square().plus(LOG_TWO_PI).sum(2).times(-0.5);
            Tensor sampled = epsilon.square()
                    .plus(q[1].expand(0))
                    .plus(LOG_TWO_PI)
                    .sum(2)
                    .times(-0.5);
            return seen.plus(prior).minus(sampled);
        }

        /** The bound of k draws: [n]. */
        Tensor weighted(Tensor x, int k, Tensor key) {
            return logWeights(x, k, key).logSumExp(0).minus(Math.log(k));
        }
    }

    /** What training has left. */
    public TrainedVae at(Trained trained) {
        return new TrainedVae(
                this, trained.part(ENCODER).thetaArray(), trained.part(DECODER).thetaArray());
    }
}
