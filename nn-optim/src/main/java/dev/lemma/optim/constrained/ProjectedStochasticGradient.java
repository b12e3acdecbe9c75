package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.GradientOracle;

/**
 * Stochastic (sub)gradient descent on a convex set, with the average of its iterates: robust stochastic approximation.
 *
 * <pre>{@code
 * xₖ₊₁ = Π(xₖ − ηₖDₖ),   E[Dₖ | xₖ] ∈ ∂f(xₖ),   ηₖ = η/(k+1)^a,   k = 0, …, K−1        x̄ = Σₖ ηₖxₖ / Σₖ ηₖ
 * }</pre>
 *
 * <p><b>Theorem.</b> Let f be convex on C, {@code ‖Dₖ‖₂ ≤ M} almost surely (it is enough that {@code E‖Dₖ‖² ≤ M²}), and
 * R the distance from x₀ to a minimiser x* in C. Then
 *
 * <pre>{@code
 * E f(x̄) − f(x*) ≤ (R² + M² Σ ηₖ²) / (2 Σ ηₖ),        which is RM/√K for the constant step η = R/(M√K).
 * }</pre>
 *
 * <p>Proof: projections bring points no further from x*, so
 * {@code ‖xₖ₊₁ − x*‖² ≤ ‖xₖ − x*‖² − 2ηₖ⟨Dₖ, xₖ − x*⟩ + ηₖ²M²}; take expectations, use
 * {@code E⟨Dₖ, xₖ − x*⟩ ≥ E f(xₖ) − f(x*)}, add up and use convexity. With the unit ball, x₀ = 0 and M = 1 the gap is
 * at most 1/√K. Two things in the usual statement on slides need saying: it is the projection that keeps the iterates
 * in the ball where f is given, and the average is of x₀, …, x_{K−1}, where gradients were drawn; the average of x₁, …,
 * x_K may exceed the bound, by at most {@code RM/(2K^{3/2})}. For {@link dev.lemma.optim.objective.LargestCoordinate}
 * with p = K there is equality.
 *
 * <p>Cost of a step: a draw, a projection, and O(p). Deterministic by the key: draw k has {@code key.at(k)}. With an exact oracle
 * this is the projected subgradient method. A draw that is not finite is an {@link ArithmeticException} that says which step.
 *
 * @param rate η &gt; 0
 * @param decay a, in [0, 1]: 0 is constant, ½ needs no K beforehand (and costs a factor log K), 1 is Robbins and Monro's
 * @param steps K ≥ 1
 * @see <a href="https://doi.org/10.1137/070704277">Nemirovski, Juditsky, Lan and Shapiro 2009, section 2.2</a>
 */
public record ProjectedStochasticGradient(double rate, double decay, int steps) {

    public ProjectedStochasticGradient {
        Check.positive("rate", rate);
        Check.inUnitInterval("decay", decay);
        Check.atLeastOne("steps", steps);
    }

    /** A constant step. */
    public ProjectedStochasticGradient(double rate, int steps) {
        this(rate, 0, steps);
    }

    /**
     * The constant step {@code R/(M√K)} of the theorem.
     *
     * @param steps K ≥ 1
     * @param radius R &gt; 0, distance from the start to a minimiser; the radius of the set from its centre will do
     * @param bound M &gt; 0, of the length of draws
     */
    public static ProjectedStochasticGradient robust(int steps, double radius, double bound) {
        Check.atLeastOne("steps", steps);
        Check.positive("radius", radius);
        Check.positive("bound", bound);
        return new ProjectedStochasticGradient(radius / (bound * Math.sqrt(steps)), steps);
    }

    /** ηₖ. */
    public double rateAt(int k) {
        return decay == 0 ? rate : rate * Math.pow(k + 1.0, -decay);
    }

    /** Makes the K steps. The start is projected first; it is [p] and is only read. */
    public StochasticDescent run(GradientOracle oracle, Projection set, Array start, Key key) {
        double[] x = set.project(start.toDoubles());
        int p = x.length;
        double[] draw = new double[p];
        double[] sum = new double[p];
        double weights = 0;
        for (int k = 0; k < steps; k++) {
            oracle.sample(key.at(k), x, draw);
            double step = rateAt(k);
            weights += step;
            for (int i = 0; i < p; i++) {
                sum[i] += step * x[i];
                draw[i] = x[i] - step * draw[i];
            }
            if (!Vectors.isFinite(draw)) {
                throw new ArithmeticException("projected stochastic gradient: step " + (k + 1) + " of " + steps
                        + " gives a point that is not finite, expected finite draws: the function may not be defined there,"
                        + " or the rate " + rate + " is too large");
            }
            x = set.project(draw);
        }
        return new StochasticDescent(Array.vector(Vectors.scaled(sum, 1 / weights)), Array.vector(x), steps);
    }
}
