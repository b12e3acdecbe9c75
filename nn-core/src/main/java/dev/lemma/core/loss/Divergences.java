package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/** Kullback-Leibler divergences and likelihoods of normal laws; variances are given by their logarithms, l = log σ². */
public final class Divergences {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private Divergences() {}

    /**
     * {@code KL(N(m₁, e^{l₁}) ‖ N(m₂, e^{l₂})) = ½ Σ (l₂ − l₁ + e^{l₁ − l₂} + (m₁ − m₂)² e^{−l₂} − 1)} over the last
     * axis.
     */
    public static Tensor gaussian(Tensor mean1, Tensor logVariance1, Tensor mean2, Tensor logVariance2) {
        Check.given("mean1", mean1);
        Check.given("logVariance1", logVariance1);
        Check.given("mean2", mean2);
        Check.given("logVariance2", logVariance2);
        Tensor logRatio = logVariance1.minus(logVariance2);
        Tensor shift = mean1.minus(mean2).square().times(logVariance2.negate().exp());
        return logRatio.expm1().minus(logRatio).plus(shift).sum(-1).times(0.5);
    }

    /**
     * {@code KL(N(m, eˡ) ‖ N(0, 1)) = ½ Σ (eˡ − 1 − l + m²)} over the last axis: the regulariser of a variational
     * autoencoder.
     */
    public static Tensor standardGaussian(Tensor mean, Tensor logVariance) {
        Check.given("mean", mean);
        Check.given("logVariance", logVariance);
        return logVariance
                .expm1()
                .minus(logVariance)
                .plus(mean.square())
                .sum(-1)
                .times(0.5);
    }

    /** {@code −log N(y; m, eˡ) = ½ Σ (log 2π + l + (y − m)² e^{−l})} over the last axis. */
    public static Tensor gaussianLikelihood(Tensor mean, Tensor logVariance, Tensor target) {
        Check.given("mean", mean);
        Check.given("logVariance", logVariance);
        Check.given("target", target);
        Tensor error = target.minus(mean).square().times(logVariance.negate().exp());
        return error.plus(logVariance).plus(LOG_TWO_PI).sum(-1).times(0.5);
    }

    /**
     * {@code KL(N(m₁, S₁) ‖ N(m₂, S₂)) = ½ (tr S₂⁻¹S₁ + (m₂ − m₁)ᵀ S₂⁻¹ (m₂ − m₁) − d + log det S₂/det S₁)}, numbers.
     *
     * @param mean1 [d]
     * @param covariance1 [d, d], symmetric and positive definite
     * @param mean2 [d]
     * @param covariance2 [d, d], symmetric and positive definite
     */
    public static double gaussian(Array mean1, Array covariance1, Array mean2, Array covariance2) {
        Check.given("mean1", mean1);
        Check.given("covariance1", covariance1);
        Check.given("mean2", mean2);
        Check.given("covariance2", covariance2);
        int d = mean1.shape().size();
        double[][] l1 = cholesky(covariance1, d);
        double[][] l2 = cholesky(covariance2, d);
        double[] shift = new double[d];
        for (int i = 0; i < d; i++) {
            shift[i] = mean2.get(i) - mean1.get(i);
        }
        // S₂⁻¹ = L₂⁻ᵀL₂⁻¹: the trace is the squared Frobenius norm of L₂⁻¹L₁, column by column.
        double sum = squaredNorm(solve(l2, shift)) - d;
        for (int j = 0; j < d; j++) {
            double[] column = new double[d];
            for (int i = 0; i < d; i++) {
                column[i] = l1[i][j];
            }
            sum += squaredNorm(solve(l2, column)) + 2 * (Math.log(l2[j][j]) - Math.log(l1[j][j]));
        }
        return sum / 2;
    }

    private static double[][] cholesky(Array covariance, int d) {
        if (covariance.shape().rank() != 2
                || covariance.shape().extent(0) != d
                || covariance.shape().extent(1) != d) {
            throw new ShapeException("covariance: expected [" + d + ", " + d + "], got " + covariance.shape());
        }
        double[][] l = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance.get(i * d + j);
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                if (i == j && !(sum > 0)) {
                    throw new IllegalArgumentException("covariance: not positive definite (pivot " + i + " is " + sum
                            + "): add a small multiple of the identity");
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    private static double[] solve(double[][] lower, double[] right) {
        double[] x = right.clone();
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }

    private static double squaredNorm(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum;
    }
}
