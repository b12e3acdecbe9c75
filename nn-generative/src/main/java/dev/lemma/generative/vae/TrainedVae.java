package dev.lemma.generative.vae;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A variational autoencoder with its parameters: codes, pictures, bounds and likelihoods. Immutable. */
public final class TrainedVae {

    private final Vae vae;
    private final Array encoderTheta;
    private final Array decoderTheta;

    TrainedVae(Vae vae, Array encoderTheta, Array decoderTheta) {
        this.vae = vae;
        this.encoderTheta = encoderTheta;
        this.decoderTheta = decoderTheta;
    }

    private DType type() {
        return vae.decoder().type();
    }

    private Vae.Coder coder(Tensor encoder, Tensor decoder) {
        return vae
        .new Coder(x -> vae.encoder().apply(encoder, x), z -> vae.decoder().apply(decoder, z));
    }

    private Array checked(Array x) {
        int d = vae.encoder().input().size();
        if (x.shape().rank() != 2 || x.shape().extent(1) != d) {
            throw new ShapeException("vae: expected data [n, " + d + "], got " + x.shape());
        }
        vae.observation().require(x);
        return x.as(type());
    }

    /** The means of the codes of x [n, d]: [n, k]. */
    public INDArray encode(INDArray x) {
        return encodeArray(Array.of(x)).toINDArray();
    }

    /** The means of the codes of x [n, d]: [n, k]. */
    public Array encodeArray(Array x) {
        Array both = vae.encoder().values(encoderTheta, checked(x));
        int n = both.shape().extent(0);
        int k = vae.code();
        double[] means = new double[n * k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                means[i * k + j] = both.get(i * 2 * k + j);
            }
        }
        return Array.of(Shape.of(n, k), means).as(type());
    }

    /** E[x | z] of codes [n, k]: [n, d]. */
    public INDArray decode(INDArray z) {
        return decodeArray(Array.of(z)).toINDArray();
    }

    /** E[x | z] of codes [n, k]: [n, d]. */
    public Array decodeArray(Array z) {
        int d = vae.encoder().input().size();
        Program mean = Program.of(
                Fused.executor(),
                in -> List.of(vae.observation().mean(vae.decoder().apply(in.get(1), in.get(0)), d)));
        return mean.call(z.as(type()), decoderTheta);
    }

    /** {@code E[x | z]} at the mean code of x. */
    public Array reconstruct(Array x) {
        return decodeArray(encodeArray(x));
    }

    /** E[x | z] for n codes from the prior, each from its own place of the key: [n, d]. */
    public INDArray sample(Key key, int n) {
        return sampleArray(key, n).toINDArray();
    }

    /** E[x | z] for n codes from the prior: [n, d]. */
    public Array sampleArray(Key key, int n) {
        Check.atLeastOne("n", n);
        double[] codes = new double[n * vae.code()];
        Randomness.normal(key, codes);
        return decodeArray(Array.of(Shape.of(n, vae.code()), codes));
    }

    /**
     * Pictures between two: the codes' means mixed on the great circle through them, so that codes keep the length that codes have (half way along the chord
     * their variance would be half).
     *
     * @param steps at least 2, both ends included
     * @return [steps, d]
     */
    public Array interpolate(Array from, Array to, int steps) {
        Check.atLeast("steps", steps, 2);
        Array a = encodeArray(from);
        Array b = encodeArray(to);
        if (a.shape().extent(0) != 1 || b.shape().extent(0) != 1) {
            throw new ShapeException(
                    "interpolate: expected one sample [1, d] at each end, got " + from.shape() + " and " + to.shape());
        }
        int k = vae.code();
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int j = 0; j < k; j++) {
            dot += a.get(j) * b.get(j);
            aa += a.get(j) * a.get(j);
            bb += b.get(j) * b.get(j);
        }
        double angle = Math.acos(Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb))));
        double[] codes = new double[steps * k];
        for (int i = 0; i < steps; i++) {
            double s = (double) i / (steps - 1);
            boolean straight = !(Math.sin(angle) > 1e-6);
            double p = straight ? 1 - s : Math.sin((1 - s) * angle) / Math.sin(angle);
            double q = straight ? s : Math.sin(s * angle) / Math.sin(angle);
            for (int j = 0; j < k; j++) {
                codes[i * k + j] = p * a.get(j) + q * b.get(j);
            }
        }
        return decodeArray(Array.of(Shape.of(steps, k), codes));
    }

    /**
     * The ELBO of each of x [n, d] over so many draws: [n]. It is the mean of {@code log p(x|z) p(z)/q(z|x)}, whose variance vanishes as q meets the
     * posterior.
     */
    public Array elbo(Array x, Key key, int draws) {
        Check.atLeastOne("draws", draws);
        Array data = checked(x);
        int n = data.shape().extent(0);
        double[] mean = new double[n];
        eachWeight(data, key, draws, (i, log) -> mean[i] += log / draws);
        return Array.vector(mean);
    }

    /** Told log w of a draw of sample i. */
    private interface Weights {
        void take(int sample, double log);
    }

    private void eachWeight(Array data, Key key, int draws, Weights taker) {
        int n = data.shape().extent(0);
        int chunk = Math.max(1, Math.min(draws, 20_000 / Math.max(1, n)));
        Program weights = Program.of(
                Fused.executor(), in -> List.of(coder(in.get(1), in.get(2)).logWeights(in.get(0), chunk, in.get(3))));
        int done = 0;
        for (int part = 0; done < draws; part++) {
            Array log = weights.call(data, encoderTheta, decoderTheta, Tensor.keyWords(type(), key.at(part)));
            int count = Math.min(chunk, draws - done);
            for (int k = 0; k < count; k++) {
                for (int i = 0; i < n; i++) {
                    taker.take(i, log.get(k * n + i));
                }
            }
            done += count;
        }
    }

    /**
     * The bound of K draws of each of x [n, d], {@code log 1/K Σ w}: [n]. Its mean over keys is at most log p(x), and grows to it with K: with many draws it
     * is the importance-sampled likelihood.
     */
    public Array iwae(Array x, Key key, int draws) {
        Check.atLeastOne("draws", draws);
        Array data = checked(x);
        int n = data.shape().extent(0);
        double[] largest = new double[n];
        java.util.Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        double[] sum = new double[n];
        eachWeight(data, key, draws, (i, value) -> {
            if (value > largest[i]) {
                sum[i] = sum[i] * Math.exp(largest[i] - value) + 1;
                largest[i] = value;
            } else {
                sum[i] += Math.exp(value - largest[i]);
            }
        });
        double[] bound = new double[n];
        for (int i = 0; i < n; i++) {
            bound[i] = largest[i] + Math.log(sum[i] / draws);
        }
        return Array.vector(bound);
    }

    /** The mean over x of the importance-sampled log-likelihood, in nats. */
    public double logLikelihood(Array x, Key key, int draws) {
        Array each = iwae(x, key, draws);
        double mean = 0;
        for (int i = 0; i < each.shape().size(); i++) {
            mean += each.get(i) / each.shape().size();
        }
        return mean;
    }
}
