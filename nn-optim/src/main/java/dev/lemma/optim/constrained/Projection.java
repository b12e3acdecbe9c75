package dev.lemma.optim.constrained;

/** The nearest point of a closed convex set C: {@code Π(x) = argmin_{s ∈ C} ‖s − x‖₂}. A lambda is enough. */
@FunctionalInterface
public interface Projection {

    /**
     * The nearest point, a new array.
     *
     * @param x [p], only read
     */
    double[] project(double[] x);

    /** No constraint: C = ℝᵖ. */
    static Projection none() {
        return double[]::clone;
    }
}
