package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;

/** Is told of iterates as they come: for logs, curves and trajectories. */
@FunctionalInterface
public interface IterateListener {

    /** Does nothing; points are then not copied. */
    IterateListener NONE = (iterate, point) -> {};

    /**
     * One more iterate.
     *
     * @param point float64, [p], a copy
     */
    void iterate(Iterate iterate, Array point);
}
