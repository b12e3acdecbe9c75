package dev.lemma.generative.vae;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.loss.Divergences;
import java.util.Arrays;

/** The law of data given a decoder's output: p(x | z). */
public interface Observation {

    /** How many numbers a decoder gives for data of d numbers. */
    int parameters(int d);

    /**
     * log p(x | z), summed over the numbers of a sample.
     *
     * @param given what the decoder gives [n, parameters(d)]
     * @param x [n, d]
     * @return [n]
     */
    Tensor logDensity(Tensor given, Tensor x);

    /** E[x | z]: [n, d]. */
    Tensor mean(Tensor given, int d);

    /** Refuses data that the law gives no density to. */
    void require(Array data);

    /**
     * Numbers in [0, 1], independent: {@code Σ xⱼ log p + (1 − xⱼ) log(1 − p)}, p = σ(logit). For data of 0 and 1 a probability; for what lies between, a
     * customary bound's term, but no likelihood.
     */
    Observation BERNOULLI = new Observation() {
        @Override
        public int parameters(int d) {
            return d;
        }

        @Override
        public Tensor logDensity(Tensor given, Tensor x) {
            return given.times(x).minus(given.softplus()).sum(1);
        }

        @Override
        public Tensor mean(Tensor given, int d) {
            return given.sigmoid();
        }

        @Override
        public void require(Array data) {
            for (int i = 0; i < data.shape().size(); i++) {
                if (!(data.get(i) >= 0 && data.get(i) <= 1)) {
                    throw new IllegalArgumentException(
                            "Bernoulli decoder: expected data in [0, 1], got " + data.get(i) + ": rescale them");
                }
            }
        }
    };

    /** Gaussian with a mean and a variance of each number: the decoder gives d means and then d log-variances. */
    Observation GAUSSIAN = new GaussianObservation() {
        @Override
        public int parameters(int d) {
            return 2 * d;
        }

        @Override
        Tensor logVariance(Tensor given, int d) {
            return given.slice(1, d, 2 * d);
        }
    };

    /** Gaussian with a mean of each number and one variance: the decoder gives d means and a log-variance. */
    Observation GAUSSIAN_ONE_VARIANCE = new GaussianObservation() {
        @Override
        public int parameters(int d) {
            return d + 1;
        }

        @Override
        Tensor logVariance(Tensor given, int d) {
            return given.slice(1, d, d + 1).broadcast(given.shape().extent(0), d);
        }
    };

    /** Gaussian with a mean of each number and a fixed deviation. */
    static Observation gaussian(double deviation) {
        double log = 2 * Math.log(Check.positive("deviation", deviation));
        return new GaussianObservation() {
            @Override
            public int parameters(int d) {
                return d;
            }

            @Override
            Tensor logVariance(Tensor given, int d) {
                return given.slice(1, 0, d).filled(log);
            }
        };
    }

    /** What Gaussian decoders share. */
    abstract class GaussianObservation implements Observation {

        abstract Tensor logVariance(Tensor given, int d);

        @Override
        public Tensor logDensity(Tensor given, Tensor x) {
            int d = x.shape().extent(1);
            return Divergences.gaussianLikelihood(mean(given, d), logVariance(given, d), x)
                    .negate();
        }

        @Override
        public Tensor mean(Tensor given, int d) {
            return given.slice(1, 0, d);
        }

        @Override
        public void require(Array data) {
            if (!data.isFinite()) {
                throw new IllegalArgumentException("Gaussian decoder: expected finite data, got "
                        + Arrays.stream(data.toDoubles())
                                .filter(value -> !Double.isFinite(value))
                                .findFirst()
                                .orElse(Double.NaN));
            }
        }
    }
}
