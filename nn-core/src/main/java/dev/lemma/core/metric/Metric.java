package dev.lemma.core.metric;

import dev.lemma.api.tensor.Array;

/** One number that says how good predictions are against targets. */
public interface Metric {

    /**
     * The number, over all samples together.
     *
     * @param prediction the network's outputs, the batch first
     * @param target classes [n] as whole numbers, or values in the shape of the prediction
     */
    double of(Array prediction, Array target);

    /** The name in tables and histories, for example {@code ACCURACY}. */
    String name();
}
