package dev.lemma.optim.constrained;

/**
 * The point of a bounded convex set C that is furthest against a direction: {@code s ∈ argmin_{s ∈ C} ⟨g, s⟩}, an
 * extreme point. A lambda is enough.
 */
@FunctionalInterface
public interface LinearMinimization {

    /**
     * A minimiser, a new array.
     *
     * @param direction g, [p], only read
     */
    double[] minimizer(double[] direction);
}
