package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;

/**
 * Steepest descent {@code x ← x − t·∇f(x)} with a line search, or with a fixed step.
 *
 * <p>For a convex f with an L-Lipschitz gradient and steps 1/L, {@code f(x_k) − f* ≤ L‖x₀ − x*‖²/(2k)}; with strong
 * convexity μ the gap falls by {@code 1 − μ/L} at each step. Cost: a value and a gradient per step tried.
 *
 * @param search of the step; {@code new FixedStep(η)} is plain gradient descent
 * @param stopping when to end
 * @see <a href="https://doi.org/10.1007/978-3-319-91578-4">Nesterov 2018, Lectures on Convex Optimization, section 2.1.5</a>
 */
public record GradientDescent(LineSearch search, Stopping stopping) implements Minimizer {

    /** Backtracking from step 1; 1000 iterations or a gradient of 1e-6. */
    public GradientDescent() {
        this(new Armijo(1), new Stopping(1000, 1e-6));
    }

    @Override
    public Minimum minimize(Objective objective, Array start, IterateListener listener) {
        return new Descent("gradient descent", objective, search, stopping, new Steepest(), listener).from(start);
    }

    private static final class Steepest implements Directions {

        @Override
        public double[] next(double[] gradient) {
            return Vectors.negated(gradient);
        }

        @Override
        public double unit(double[] gradient, double slope) {
            return 1;
        }

        @Override
        public void moved(Trial from, Trial to, double[] direction) {}

        @Override
        public void forget() {}
    }
}
