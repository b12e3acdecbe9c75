package dev.lemma.kernels.gp;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.optim.descent.Minimum;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Gaussian process before it has seen data, and how its observations are noisy: {@code f ~ GP(m, k)}, {@code yᵢ = f(xᵢ) + εᵢ}, {@code εᵢ ~ N(0, σᵢ²)}.
 *
 * <p>Noise of unknown size is a part of the kernel, {@code k.plus(Kernels.white(0.1))}, and is found with the other hyper-parameters; noise that is known, one variance for all or one for each
 * sample, is given to {@link #noise}. Predictions are of f, without either, until noise is asked for.
 *
 * @param kernel k, white noise included
 * @param noise known variances: one, or one for each sample; none is [0]
 * @param mean m, a constant
 * @param centred whether m is the mean of the targets instead, one for each output
 * @param jitter what may be added to the diagonal if rounding makes the matrix singular
 */
public record GaussianPrior(Kernel kernel, List<Double> noise, double mean, boolean centred, Jitter jitter) {

    public GaussianPrior {
        Objects.requireNonNull(kernel, "kernel");
        noise = List.copyOf(noise);
        if (noise.isEmpty()) {
            throw new IllegalArgumentException("noise: expected one variance, or one for each sample, got none");
        }
        noise.forEach(variance -> Check.notNegative("noise", variance));
        Check.finite("mean", mean);
        Objects.requireNonNull(jitter, "jitter");
    }

    /** With observations of this known noise variance, or of one for each sample. */
    public GaussianPrior noise(double... variances) {
        return new GaussianPrior(kernel, Arrays.stream(variances).boxed().toList(), mean, centred, jitter);
    }

    /** With this prior mean. */
    public GaussianPrior mean(double constant) {
        return new GaussianPrior(kernel, noise, constant, false, jitter);
    }

    /** With the mean of the targets as prior mean. */
    public GaussianPrior aroundMean() {
        return new GaussianPrior(kernel, noise, 0, true, jitter);
    }

    /** With other jitter. */
    public GaussianPrior jitter(Jitter allowed) {
        return new GaussianPrior(kernel, noise, mean, centred, allowed);
    }

    GaussianPrior kernel(Kernel other) {
        return new GaussianPrior(other, noise, mean, centred, jitter);
    }

    // ------------------------------------------------------------------ without data

    /** f at some points before any observation. */
    public Posterior at(Array x) {
        Array points = Samples.points("x", x);
        return Posterior.prior(this, Gram.of(kernel), points);
    }

    /** f at some points before any observation. */
    public Posterior at(INDArray x) {
        return at(Array.of(x));
    }

    // ------------------------------------------------------------------ with data

    /**
     * The process given data, its hyper-parameters as they stand.
     *
     * @param x [n, d]
     * @param y [n], or [n, k] for k independent outputs with one kernel
     */
    public GaussianProcess condition(Array x, Array y) {
        return GaussianProcess.condition(this, Gram.of(kernel), x, y, List.of());
    }

    /** The process given data, its hyper-parameters as they stand. */
    public GaussianProcess condition(INDArray x, INDArray y) {
        return condition(Array.of(x), Array.of(y));
    }

    /** The process given data, its hyper-parameters those of the largest evidence that the usual search finds. */
    public GaussianProcess fit(Array x, Array y) {
        return fit(x, y, Search.USUAL);
    }

    /** The process given data, its hyper-parameters those of the largest evidence that the usual search finds. */
    public GaussianProcess fit(INDArray x, INDArray y) {
        return fit(Array.of(x), Array.of(y));
    }

    /**
     * The process given data, its hyper-parameters those of the largest evidence found. Cost of each evaluation: n³ for the factorisation and the inverse.
     *
     * @throws IllegalArgumentException if the evidence is not finite at any start
     */
    public GaussianProcess fit(Array x, Array y, Search search) {
        Array points = Samples.points("x", x);
        Array targets = Samples.targets(points, y);
        Gram gram = Gram.of(kernel);
        Evidence evidence =
                new Evidence(gram, points, at -> GaussianProcess.condition(this, at, points, targets, List.of())
                        .evidence());
        if (evidence.dimension() == 0) {
            return condition(x, y);
        }
        List<Minimum> ends = Fitting.minimize(evidence, search);
        double[] best = evidence.values(ends.get(0).point().toDoubles());
        return GaussianProcess.condition(kernel(kernel.with(best)), gram.at(best), points, targets, ends);
    }

    /** Samples of f at some points before any observation, [count, n]. */
    public INDArray sample(INDArray x, Key key, int count) {
        return at(x).sample(key, count);
    }
}
