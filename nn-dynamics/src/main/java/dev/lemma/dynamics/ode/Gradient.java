package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Derivatives of a number with respect to what a solution follows from.
 *
 * @param startArray with respect to the start, in its shape
 * @param thetaArray with respect to the parameters, in their shape
 * @param from with respect to the time of the start, the end staying: steps keep their places in proportion
 * @param to with respect to the time of the end
 */
public record Gradient(Array startArray, Array thetaArray, double from, double to) {

    /** With respect to the start: a copy. */
    public INDArray start() {
        return startArray.toINDArray();
    }

    /** With respect to the parameters: a copy. */
    public INDArray theta() {
        return thetaArray.toINDArray();
    }
}
