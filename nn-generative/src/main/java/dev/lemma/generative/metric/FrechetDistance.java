package dev.lemma.generative.metric;

import dev.lemma.api.tensor.Array;
import dev.lemma.generative.internal.Spectrum;
import java.util.function.UnaryOperator;

/**
 * The squared Wasserstein distance of order 2 between Gaussians with the samples' means and covariances, of features of one's choice:
 *
 * <pre>{@code
 * ‖m₁ − m₂‖² + tr(S₁ + S₂ − 2 (S₁^½ S₂ S₁^½)^½)
 * }</pre>
 *
 * <p>Covariances are divided by n − 1. With as few samples as features it is biased upwards: compare equal numbers, and see the calibration. Cost: two
 * eigenvalue problems of the features' dimension.
 *
 * @param features from samples [n, …] to features [n, …]; the identity for the samples themselves, a scattering transform or a layer of a classifier for
 *     images
 * @see <a href="https://doi.org/10.1016/0047-259X(82)90077-X">Dowson and Landau 1982</a>
 */
public record FrechetDistance(UnaryOperator<Array> features) implements SampleDistance {

    /** Of the samples themselves. */
    public FrechetDistance() {
        this(x -> x);
    }

    @Override
    public double of(Array first, Array second) {
        Points x = Points.of("Fréchet distance", features.apply(first), 2);
        Points y = Points.of("Fréchet distance", features.apply(second), 2);
        Points.requireSameDimension(x, y);
        return ofGaussians(mean(x), covariance(x), mean(y), covariance(y));
    }

    /** Between Gaussians. */
    public static double ofGaussians(double[] m1, double[][] s1, double[] m2, double[][] s2) {
        int d = m1.length;
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += (m1[i] - m2[i]) * (m1[i] - m2[i]) + s1[i][i] + s2[i][i];
        }
        double[][] root = Spectrum.of(s1).map(value -> Math.sqrt(Math.max(0, value)));
        double[][] product = times(times(root, s2), root);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                product[i][j] = product[j][i] = 0.5 * (product[i][j] + product[j][i]);
            }
        }
        for (double value : Spectrum.of(product).values()) {
            sum -= 2 * Math.sqrt(Math.max(0, value));
        }
        return sum;
    }

    private static double[] mean(Points x) {
        double[] mean = new double[x.dimension];
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < x.dimension; j++) {
                mean[j] += x.numbers[i * x.dimension + j] / x.count;
            }
        }
        return mean;
    }

    private static double[][] covariance(Points x) {
        int d = x.dimension;
        double[] mean = mean(x);
        double[][] covariance = new double[d][d];
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < d; j++) {
                double deviation = (x.numbers[i * d + j] - mean[j]) / (x.count - 1);
                for (int k = 0; k < d; k++) {
                    covariance[j][k] += deviation * (x.numbers[i * d + k] - mean[k]);
                }
            }
        }
        return covariance;
    }

    private static double[][] times(double[][] a, double[][] b) {
        int n = a.length;
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }
}
