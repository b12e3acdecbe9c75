package dev.lemma.api.network;

import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;

/** The initial law of a weight from its fan-in and fan-out: He, Glorot, orthogonal and so on. */
@FunctionalInterface
public interface Initializer {

    /** The law of a weight of this shape. */
    Law law(Shape shape, int fanIn, int fanOut);
}
