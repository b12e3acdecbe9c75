package dev.lemma.optim.objective;

/**
 * A convex function on the unit ball {@code {x ∈ ℝᵖ: ‖x‖₂ ≤ 1}} whose minimum is known, seen through random subgradients of
 * length at most {@link #bound}: problems on which stochastic methods can be held against their theorems.
 */
public interface StochasticProblem extends GradientOracle {

    /** p. */
    int dimension();

    /** {@code f(x)}. */
    double value(double[] x);

    /** The minimum of f over the unit ball. */
    double minimum();

    /** M with {@code ‖D(x)‖₂ ≤ M} for every draw at every x of the ball. */
    double bound();

    /** {@code f(x) − min f}. */
    default double gap(double[] x) {
        return value(x) - minimum();
    }
}
