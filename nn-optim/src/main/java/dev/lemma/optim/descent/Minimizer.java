package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;
import dev.lemma.optim.objective.Objective;

/** A method that looks for a local minimum from a start. Write it as a record whose compact constructor checks its options. */
public interface Minimizer {

    /**
     * Goes from the start to where it ends.
     *
     * @param start [p], only read
     * @param listener is told of the start and of every iterate
     */
    Minimum minimize(Objective objective, Array start, IterateListener listener);

    /** Goes from the start to where it ends. */
    default Minimum minimize(Objective objective, Array start) {
        return minimize(objective, start, IterateListener.NONE);
    }
}
