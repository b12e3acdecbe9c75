package dev.lemma.kernels.dynamics;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The normal law of the predictions of an ensemble of networks at some points: the mean of each output, and one covariance between points, the same for all outputs,
 * which are independent.
 *
 * @param means [m, k]
 * @param covariances [m, m]
 */
public record EnsembleLaw(Array means, Array covariances) {

    /** The mean prediction, [m, k]. */
    public INDArray mean() {
        return means.toINDArray();
    }

    /** The covariance between points, [m, m]. */
    public INDArray covariance() {
        return covariances.toINDArray();
    }

    /** The variance at each point, [m]; what rounding puts below 0 is 0. */
    public INDArray variance() {
        int m = means.shape().extent(0);
        double[] variance = new double[m];
        for (int i = 0; i < m; i++) {
            variance[i] = Math.max(0, covariances.get(i * m + i));
        }
        return Array.vector(variance).toINDArray();
    }

    /** Predictions of independent networks of the ensemble, [count, m, k]. */
    public INDArray sample(Key key, int count) {
        int m = means.shape().extent(0);
        int k = means.shape().extent(1);
        double[] symmetric = covariances.toDoubles();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                double mean = 0.5 * (symmetric[i * m + j] + symmetric[j * m + i]);
                symmetric[i * m + j] = mean;
                symmetric[j * m + i] = mean;
            }
        }
        double[] root = SymmetricEigen.of(Array.of(Shape.of(m, m), symmetric))
                .function(lambda -> Math.sqrt(Math.max(0, lambda)))
                .toDoubles();
        double[] normal = new double[count * m * k];
        Randomness.normal(key, normal);
        double[] samples = new double[normal.length];
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < m; i++) {
                for (int o = 0; o < k; o++) {
                    double value = means.get(i * k + o);
                    for (int j = 0; j < m; j++) {
                        value += root[i * m + j] * normal[(s * m + j) * k + o];
                    }
                    samples[(s * m + i) * k + o] = value;
                }
            }
        }
        return Array.of(Shape.of(count, m, k), samples).toINDArray();
    }
}
