package dev.lemma.kernels.gp;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Classes of new points.
 *
 * @param probabilityArray [m, C], the mean of the class probabilities over the latent values
 * @param latentMean [m] for two classes, else [m, C]
 * @param latentVariance in the same shape
 */
public record ClassPrediction(Array probabilityArray, Array latentMean, Array latentVariance) {

    /** [m, C]. */
    public INDArray probabilities() {
        return probabilityArray.toINDArray();
    }

    /** The most probable class of each point, [m]; of equal ones the first. */
    public Array labelArray() {
        int m = probabilityArray.shape().extent(0);
        int classes = probabilityArray.shape().extent(1);
        double[] labels = new double[m];
        for (int i = 0; i < m; i++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = probabilityArray.get(i * classes + c) > probabilityArray.get(i * classes + best) ? c : best;
            }
            labels[i] = best;
        }
        return Array.of(Shape.of(m), labels);
    }

    /** The most probable class of each point, [m]. */
    public INDArray labels() {
        return labelArray().toINDArray();
    }
}
