package dev.lemma.generative.vae;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.internal.Spectrum;
import dev.lemma.generative.oracle.GaussianMixture;
import java.util.Arrays;
import java.util.List;

/**
 * Probabilistic principal components: the linear autoencoder whose likelihood, posterior and best parameters are known.
 *
 * <pre>{@code
 * x = W z + μ + σ e,   z, e ~ N(0, I)          p(x) = N(μ, W Wᵀ + σ² I)
 * p(z|x) = N(M⁻¹ Wᵀ (x − μ), σ² M⁻¹),   M = Wᵀ W + σ² I
 * best fit: W = U (Λ − σ² I)^½ of the q largest eigenvalues of the data's covariance, σ² the mean of the others
 * }</pre>
 *
 * <p>The covariance is divided by n: this is the maximum of the likelihood. A linear autoencoder with this decoder has no other maximum of its ELBO, and
 * there the bound is tight.
 *
 * @param weights W, d rows of q
 * @param mean μ
 * @param variance σ² &gt; 0
 * @see <a href="https://doi.org/10.1111/1467-9868.00196">Tipping and Bishop 1999</a>, <a href="https://arxiv.org/abs/1911.02469">Lucas, Tucker, Grosse and Norouzi 2019</a>
 */
public record ProbabilisticPca(double[][] weights, double[] mean, double variance) {

    public ProbabilisticPca {
        if (weights.length != mean.length) {
            throw new ShapeException("pPCA: W has " + weights.length + " rows, the mean " + mean.length + " numbers");
        }
        dev.lemma.api.check.Check.positive("variance", variance);
    }

    /** The maximum of the likelihood of data [n, d] with q components, 1 ≤ q &lt; d. */
    public static ProbabilisticPca fit(Array data, int q) {
        int n = data.shape().extent(0);
        int d = data.shape().extent(1);
        if (q < 1 || q >= d) {
            throw new IllegalArgumentException("pPCA: expected 1 to " + (d - 1) + " components, got " + q);
        }
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += data.get(i * d + j) / n;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    covariance[j][k] += (data.get(i * d + j) - mean[j]) * (data.get(i * d + k) - mean[k]) / n;
                }
            }
        }
        Spectrum eigen = Spectrum.of(covariance);
        Integer[] order = new Integer[d];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(eigen.values()[b], eigen.values()[a]));
        double rest = 0;
        for (int j = q; j < d; j++) {
            rest += eigen.values()[order[j]] / (d - q);
        }
        double[][] weights = new double[d][q];
        for (int j = 0; j < q; j++) {
            double length = Math.sqrt(Math.max(0, eigen.values()[order[j]] - rest));
            for (int i = 0; i < d; i++) {
                weights[i][j] = eigen.vectors()[i][order[j]] * length;
            }
        }
        return new ProbabilisticPca(weights, mean, rest);
    }

    /** {@code W Wᵀ + σ² I}. */
    public double[][] covariance() {
        int d = mean.length;
        double[][] result = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < weights[i].length; k++) {
                    result[i][j] += weights[i][k] * weights[j][k];
                }
                result[i][j] += i == j ? variance : 0;
            }
        }
        return result;
    }

    /** log p(x) of data [n, d]: [n]. */
    public Array logDensity(Array data) {
        GaussianMixture law = GaussianMixture.gaussian(mean, covariance());
        return Program.of(Fused.executor(), in -> List.of(law.logDensity(in.get(0))))
                .call(data.as(DType.FLOAT64));
    }

    /** The mean of log p(x) over data [n, d]. */
    public double meanLogDensity(Array data) {
        Array each = logDensity(data);
        double sum = 0;
        for (int i = 0; i < each.shape().size(); i++) {
            sum += each.get(i);
        }
        return sum / each.shape().size();
    }
}
