package dev.lemma.optim.finitesum;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.IterateListener;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.objective.FiniteSum;

/**
 * Stochastic variance-reduced gradient: single gradients, corrected by those at a snapshot whose whole gradient is known.
 *
 * <pre>{@code
 * w̃: snapshot,  μ̃ = ∇f(w̃)        x₀ = w̃,   xₜ₊₁ = xₜ − η(∇fᵢ(xₜ) − ∇fᵢ(w̃) + μ̃),  i uniform,  t = 0, …, m − 1
 * next snapshot: xₜ with t uniform on 0, …, m − 1
 * }</pre>
 *
 * <p><b>Theorem.</b> If the fᵢ are convex with L-Lipschitz gradients and f is γ-strongly convex, then
 *
 * <pre>{@code
 * E f(w̃ₛ) − f* ≤ αˢ·(f(w̃₀) − f*),        α = 1/(γη(1 − 2Lη)m) + 2Lη/(1 − 2Lη)        where α < 1
 * }</pre>
 *
 * <p>{@link #contraction} is α. With {@code η = 0.1/L} and {@code m = 50L/γ}, α = 1/2. The t at which the next snapshot
 * will be taken is drawn first, and the steps after it are not made. Cost of an epoch: n gradients of single terms, and
 * two for each step; memory: five vectors.
 *
 * @param rate η &gt; 0, below 1/(4L) for the theorem to say anything
 * @param inner m ≥ 1, steps between snapshots
 * @param epochs snapshots after the first, ≥ 1
 * @param tolerance ends at a snapshot whose gradient has at most this norm, ≥ 0
 * @see <a href="https://papers.nips.cc/paper/2013/hash/ac1dd209cbcc5e5d1c6e28598e8cbbe8-Abstract.html">Johnson and Zhang 2013,
 *     Theorem 1 (option II)</a>
 */
public record Svrg(double rate, int inner, int epochs, double tolerance) implements FiniteSumMinimizer {

    public Svrg {
        Check.positive("rate", rate);
        Check.atLeastOne("inner", inner);
        Check.atLeastOne("epochs", epochs);
        Check.notNegative("tolerance", tolerance);
    }

    /** Until a gradient of 1e-8 or the epochs are over. */
    public Svrg(double rate, int inner, int epochs) {
        this(rate, inner, epochs, 1e-8);
    }

    /**
     * α of the theorem; at least 1, or infinite, where it says nothing.
     *
     * @param lipschitz L
     * @param convexity γ
     */
    public double contraction(double lipschitz, double convexity) {
        double left = 1 - 2 * lipschitz * rate;
        return left <= 0
                ? Double.POSITIVE_INFINITY
                : 1 / (convexity * rate * left * inner) + 2 * lipschitz * rate / left;
    }

    @Override
    public Minimum minimize(FiniteSum objective, Array start, Key key, IterateListener listener) {
        Passes passes = new Passes("SVRG", objective, start, rate, listener);
        double[] snapshot = start.toDoubles();
        double[] at = new double[snapshot.length];
        double[] atSnapshot = new double[snapshot.length];
        for (int epoch = 0; ; epoch++) {
            if (!passes.record(snapshot)) {
                return passes.ended(
                        StopReason.NOT_FINITE,
                        "the snapshot after epoch " + epoch + " is not finite: take a smaller rate than " + rate);
            }
            double norm = passes.gradientNorm();
            if (norm <= tolerance) {
                return passes.ended(
                        StopReason.GRADIENT, "the gradient has a norm of " + norm + ", at most " + tolerance);
            }
            if (epoch == epochs) {
                return passes.ended(
                        StopReason.ITERATIONS, epochs + " epochs are done, the gradient has a norm of " + norm);
            }
            Key drawing = key.at(epoch);
            int steps = Randomness.below(drawing.of("snapshot"), 0, inner);
            Key terms = drawing.of("terms");
            double[] x = snapshot.clone();
            for (int t = 0; t < steps; t++) {
                int i = Randomness.below(terms, t, objective.terms());
                objective.evaluateTerm(i, x, at);
                objective.evaluateTerm(i, snapshot, atSnapshot);
                for (int j = 0; j < x.length; j++) {
                    x[j] -= rate * (at[j] - atSnapshot[j] + passes.gradient()[j]);
                }
            }
            passes.count(2 * steps);
            snapshot = x;
        }
    }
}
