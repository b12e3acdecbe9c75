package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.linear.Cholesky;

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
        Cholesky l1 = Cholesky.of(covariance(covariance1, d));
        Cholesky l2 = Cholesky.of(covariance(covariance2, d));
        double[] shift = new double[d];
        for (int i = 0; i < d; i++) {
            shift[i] = mean2.get(i) - mean1.get(i);
        }
        // S₂⁻¹ = L₂⁻ᵀL₂⁻¹: the trace is the squared Frobenius norm of L₂⁻¹L₁.
        return (squaredNorm(l2.solveFactor(Array.vector(shift)))
                        + squaredNorm(l2.solveFactor(l1.factor()))
                        - d
                        + l2.logDeterminant().item()
                        - l1.logDeterminant().item())
                / 2;
    }

    private static Array covariance(Array covariance, int d) {
        if (!covariance.shape().equals(Shape.of(d, d))) {
            throw new ShapeException("covariance: expected [" + d + ", " + d + "], got " + covariance.shape());
        }
        return covariance.as(DType.FLOAT64);
    }

    private static double squaredNorm(Array x) {
        double sum = 0;
        for (double value : x.toDoubles()) {
            sum += value * value;
        }
        return sum;
    }
}
