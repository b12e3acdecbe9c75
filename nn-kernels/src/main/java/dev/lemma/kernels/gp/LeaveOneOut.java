package dev.lemma.kernels.gp;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a process says of each observation given all others, from one inverse.
 *
 * <pre>{@code
 * μᵢ = yᵢ − αᵢ/[C⁻¹]ᵢᵢ      σᵢ² = 1/[C⁻¹]ᵢᵢ      log p(yᵢ | y₋ᵢ) = −½ log 2πσᵢ² − (yᵢ − μᵢ)²/2σᵢ²
 * }</pre>
 *
 * <p>The variance is that of an observation, noise included. {@code (yᵢ − μᵢ)/σᵢ} should look like standard normal numbers.
 *
 * @see <a href="http://gaussianprocess.org/gpml/">Rasmussen and Williams 2006, (5.10) to (5.12)</a>
 */
public final class LeaveOneOut {

    private final Array mean;
    private final Array variance;
    private final Array standardized;
    private final double logDensity;

    private LeaveOneOut(Array mean, Array variance, Array standardized, double logDensity) {
        this.mean = mean;
        this.variance = variance;
        this.standardized = standardized;
        this.logDensity = logDensity;
    }

    static LeaveOneOut of(Array residuals, Array alpha, Array inverse, double[] means, Shape outputs) {
        int n = inverse.shape().extent(0);
        int width = means.length;
        double[] mean = new double[n * width];
        double[] variance = new double[n];
        double[] standardized = new double[n * width];
        double density = 0;
        for (int i = 0; i < n; i++) {
            variance[i] = 1 / inverse.get(i * (n + 1));
            for (int c = 0; c < width; c++) {
                int at = i * width + c;
                double error = alpha.get(at) * variance[i];
                mean[at] = means[c] + residuals.get(at) - error;
                standardized[at] = error / Math.sqrt(variance[i]);
                density += -0.5 * Math.log(2 * Math.PI * variance[i]) - 0.5 * error * error / variance[i];
            }
        }
        Shape shape = Shape.of(n).append(outputs);
        return new LeaveOneOut(Array.of(shape, mean), Array.vector(variance), Array.of(shape, standardized), density);
    }

    /** μ, in the shape of y. */
    public INDArray mean() {
        return mean.toINDArray();
    }

    /** σ², [n]. */
    public INDArray variance() {
        return variance.toINDArray();
    }

    /** {@code (y − μ)/σ}, in the shape of y. */
    public INDArray standardized() {
        return standardized.toINDArray();
    }

    /** μ, in the shape of y. */
    public Array meanArray() {
        return mean;
    }

    /** σ², [n]. */
    public Array varianceArray() {
        return variance;
    }

    /** {@code (y − μ)/σ}, in the shape of y. */
    public Array standardizedArray() {
        return standardized;
    }

    /** {@code Σ log p(yᵢ | y₋ᵢ)}: what cross-validation would maximise. */
    public double logDensity() {
        return logDensity;
    }

    /** {@code Σ(yᵢ − μᵢ)²/n}, over all outputs. */
    public double meanSquaredError() {
        double sum = 0;
        int width = standardized.shape().size() / variance.shape().size();
        for (int i = 0; i < standardized.shape().size(); i++) {
            double z = standardized.get(i);
            sum += z * z * variance.get(i / width);
        }
        return sum / standardized.shape().size();
    }
}
