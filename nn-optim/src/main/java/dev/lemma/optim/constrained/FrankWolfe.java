package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The conditional gradient method: smooth convex functions on a bounded convex set C, without projections.
 *
 * <pre>{@code
 * s ∈ argmin_{s ∈ C} ⟨∇f(x), s⟩        x₊ = x + γ(s − x)        g = ⟨x − s, ∇f(x)⟩ ≥ f(x) − f*
 * }</pre>
 *
 * <p><b>Theorem.</b> With {@code γ_t = 2/(t + 2)}, and with exact and short steps, {@code f(x_t) − f* ≤ 2C_f/(t + 2)}
 * for t ≥ 1, where
 *
 * <pre>{@code
 * C_f = sup {2/γ²·(f(y) − f(x) − ⟨y − x, ∇f(x)⟩): x, s ∈ C, γ ∈ (0, 1], y = x + γ(s − x)} ≤ L·diam(C)²,
 * }</pre>
 *
 * <p>with {@code L·diam(C)²} in place of {@code C_f} for short steps; and one of the gaps up to t = K is at most
 * {@code 27/4·C_f/(K + 2)}. On slides the rate is found as {@code 2L·diam²/(t + 1)} with t counted from 1: the same
 * steps. All iterates are convex combinations of the start and the minimisers. Cost of a step: a value, a gradient, a
 * linear minimisation; O(p) else.
 *
 * @param step γ
 * @param iterations at most so many, ≥ 1
 * @param tolerance ends when the gap is at most this, ≥ 0
 * @see <a href="https://proceedings.mlr.press/v28/jaggi13.html">Jaggi 2013, Theorems 1 and 2</a>
 */
public record FrankWolfe(FrankWolfeStep step, int iterations, double tolerance) {

    public FrankWolfe {
        Objects.requireNonNull(step, "step");
        Check.atLeastOne("iterations", iterations);
        Check.notNegative("tolerance", tolerance);
    }

    /** Steps {@code 2/(t + 2)}, as many as said. */
    public static FrankWolfe openLoop(int iterations) {
        return new FrankWolfe(FrankWolfeSteps.OPEN_LOOP, iterations, 0);
    }

    /**
     * Goes from the start to where it ends.
     *
     * @param start [p], in C
     */
    public ConstrainedMinimum minimize(Objective objective, LinearMinimization set, Array start) {
        double[] x = start.toDoubles();
        int p = objective.dimension();
        if (x.length != p) {
            throw new IllegalArgumentException("Frank-Wolfe: the start has " + x.length + " numbers, expected " + p
                    + ", the dimension of the objective");
        }
        if (set instanceof ConvexSet known && !known.contains(x, 1e-9 * (1 + known.diameter(p)))) {
            throw new IllegalArgumentException("Frank-Wolfe: the start is outside of " + set
                    + ", expected a point of it: take minimizer(…) or project(…) of any point");
        }
        List<FrankWolfeIterate> iterates = new ArrayList<>();
        double[] good = x;
        for (int t = 0; ; t++) {
            double[] gradient = new double[p];
            double value = objective.evaluate(x, gradient);
            if (!Double.isFinite(value) || !Vectors.isFinite(gradient)) {
                if (t == 0) {
                    iterates.add(new FrankWolfeIterate(0, value, Double.NaN));
                }
                return ended(good, StopReason.NOT_FINITE, "iteration " + t + " has a value of " + value, iterates);
            }
            good = x;
            double[] toward = Vectors.difference(set.minimizer(gradient), x);
            double gap = -Vectors.dot(toward, gradient);
            if (gap < -1e-8 * Vectors.norm(toward) * Vectors.norm(gradient)) {
                throw new IllegalStateException(
                        "Frank-Wolfe: iteration " + t + " has a gap of " + gap + ", expected at least 0:"
                                + " the set's minimizer does not minimise, or the start is not in the set");
            }
            iterates.add(new FrankWolfeIterate(t, value, gap));
            if (gap <= tolerance) {
                return ended(x, StopReason.GAP, "the gap is " + gap + ", at most " + tolerance, iterates);
            }
            if (t == iterations) {
                return ended(x, StopReason.ITERATIONS, t + " iterations are done, the gap is " + gap, iterates);
            }
            double[] from = x;
            double[] scratch = new double[p];
            double gamma = step.step(t, gap, Vectors.dot(toward, toward), at -> {
                objective.evaluate(between(from, at, toward), scratch);
                return Vectors.dot(scratch, toward);
            });
            x = between(x, gamma, toward);
        }
    }

    private static double[] between(double[] x, double gamma, double[] toward) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] + gamma * toward[i];
        }
        return y;
    }

    private static ConstrainedMinimum ended(
            double[] x, StopReason reason, String message, List<FrankWolfeIterate> iterates) {
        return new ConstrainedMinimum(Array.vector(x.clone()), reason, "Frank-Wolfe: " + message, iterates);
    }
}
