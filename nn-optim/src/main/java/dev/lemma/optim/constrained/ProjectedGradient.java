package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.Iterate;
import dev.lemma.optim.descent.IterateListener;
import dev.lemma.optim.descent.Minimum;
import dev.lemma.optim.descent.StopReason;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Gradient descent for smooth functions on a convex set.
 *
 * <pre>{@code
 * x₊ = Π(x − η∇f(x))        G(x) = (x − x₊)/η,  the gradient mapping, 0 exactly at stationary points
 * }</pre>
 *
 * <p>For convex f with an L-Lipschitz gradient and η = 1/L, {@code f(x_k) − f* ≤ L‖x₀ − x*‖²/(2k)}. Cost of a step: a
 * value, a gradient and a projection. Functions with kinks need decreasing steps and averages:
 * {@link ProjectedStochasticGradient}.
 *
 * @param rate η &gt; 0, at most 1/L
 * @param stopping when to end; the gradient's norm is that of the gradient mapping, in the iterates as well
 * @see <a href="https://doi.org/10.1137/080716542">Beck and Teboulle 2009, Theorem 3.1</a>, for an indicator
 */
public record ProjectedGradient(double rate, Stopping stopping) {

    public ProjectedGradient {
        Check.positive("rate", rate);
        Objects.requireNonNull(stopping, "stopping");
    }

    /** 1000 iterations or a gradient mapping of 1e-6. */
    public ProjectedGradient(double rate) {
        this(rate, new Stopping(1000, 1e-6));
    }

    /** Goes from the start, which is projected first, to where it ends. */
    public Minimum minimize(Objective objective, Projection set, Array start) {
        return minimize(objective, set, start, IterateListener.NONE);
    }

    /** Goes from the start, which is projected first, to where it ends. */
    public Minimum minimize(Objective objective, Projection set, Array start, IterateListener listener) {
        double[] x = set.project(start.toDoubles());
        double[] gradient = new double[x.length];
        double value = objective.evaluate(x, gradient);
        double before = Double.NaN;
        List<Iterate> iterates = new ArrayList<>();
        for (int k = 0; ; k++) {
            boolean finite = isFinite(value, gradient);
            double[] next = finite ? set.project(moved(x, gradient)) : x;
            double mapping = finite ? Vectors.norm(Vectors.difference(x, next)) / rate : Double.NaN;
            Iterate iterate = new Iterate(k, value, mapping, k == 0 ? 0 : rate, k + 1);
            iterates.add(iterate);
            listener.iterate(iterate, Array.vector(x.clone()));
            if (!finite) {
                return ended(x, StopReason.NOT_FINITE, "the start has a value of " + value, iterates, k + 1);
            }
            String norm = "the gradient mapping has a norm of " + mapping;
            if (mapping <= stopping.gradient()) {
                return ended(x, StopReason.GRADIENT, norm, iterates, k + 1);
            }
            if (stopping.isTooSmall(before, value)) {
                String lowered = "iteration " + k + " lowers the value by " + (before - value);
                return ended(x, StopReason.DECREASE, lowered, iterates, k + 1);
            }
            if (k == stopping.iterations()) {
                return ended(x, StopReason.ITERATIONS, k + " iterations are done, " + norm, iterates, k + 1);
            }
            double[] nextGradient = new double[x.length];
            double nextValue = objective.evaluate(next, nextGradient);
            if (!isFinite(nextValue, nextGradient)) {
                String reached = "iteration " + (k + 1) + " leads to a value of " + nextValue + ": take smaller steps";
                return ended(x, StopReason.NOT_FINITE, reached, iterates, k + 2);
            }
            before = value;
            x = next;
            value = nextValue;
            gradient = nextGradient;
        }
    }

    private static boolean isFinite(double value, double[] gradient) {
        return Double.isFinite(value) && Vectors.isFinite(gradient);
    }

    private double[] moved(double[] x, double[] gradient) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] - rate * gradient[i];
        }
        return y;
    }

    private static Minimum ended(
            double[] x, StopReason reason, String message, List<Iterate> iterates, int evaluations) {
        return new Minimum(Array.vector(x.clone()), reason, "projected gradient: " + message, iterates, evaluations);
    }
}
