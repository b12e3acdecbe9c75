package dev.lemma.optim.objective;

import dev.lemma.api.random.Key;

/**
 * A random vector {@code D(x)} whose mean is a subgradient of f at x: what stochastic methods know of f.
 *
 * <p>A lambda is enough. The draw is a function of the key and of x.
 */
@FunctionalInterface
public interface GradientOracle {

    /**
     * Writes a draw of {@code D(x)}.
     *
     * @param key of this draw; other draws have other keys
     * @param x [p], only read
     * @param into [p], only written
     */
    void sample(Key key, double[] x, double[] into);

    /** The oracle without randomness: the gradient itself. */
    static GradientOracle exact(Objective objective) {
        return (key, x, into) -> objective.evaluate(x, into);
    }
}
