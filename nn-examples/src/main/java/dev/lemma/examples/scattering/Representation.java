package dev.lemma.examples.scattering;

import dev.lemma.api.tensor.Array;
import java.util.function.UnaryOperator;

/**
 * A description of pictures by numbers.
 *
 * @param name for charts
 * @param of [n, side, side] to [n, numbers]
 */
record Representation(String name, UnaryOperator<Array> of) {

    /** The description, with all numbers of a picture along one axis. */
    Array apply(Array pictures) {
        int n = pictures.shape().extent(0);
        Array values = of.apply(pictures);
        return values.reshape(n, values.shape().size() / n);
    }
}
