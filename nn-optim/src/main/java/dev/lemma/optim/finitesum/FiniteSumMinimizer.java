package dev.lemma.optim.finitesum;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.IterateListener;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.objective.FiniteSum;

/**
 * A random method that minimises a sum by looking at its terms. Write it as a record whose compact constructor checks its
 * options.
 */
public interface FiniteSumMinimizer {

    /**
     * Goes from the start to where it ends. The same key gives the same iterates.
     *
     * @param start [p], only read
     * @param listener is told of the start and of the point after every pass
     * @return evaluations in it count single terms; those of whole sums count n
     */
    Minimum minimize(FiniteSum objective, Array start, Key key, IterateListener listener);

    /** Goes from the start to where it ends. */
    default Minimum minimize(FiniteSum objective, Array start, Key key) {
        return minimize(objective, start, key, IterateListener.NONE);
    }
}
