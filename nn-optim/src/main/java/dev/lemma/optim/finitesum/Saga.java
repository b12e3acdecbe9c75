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
 * SAGA: single gradients, corrected by the one that the same term gave last and by the mean of all that are remembered.
 *
 * <pre>{@code
 * x ← x − η(∇fᵢ(x) − gᵢ + ḡ),  i uniform        ḡ = 1/n Σ gᵢ,  then gᵢ ← ∇fᵢ at the x before; at first gᵢ = ∇fᵢ(x₀)
 * }</pre>
 *
 * <p><b>Theorem.</b> If each fᵢ is μ-strongly convex with an L-Lipschitz gradient and η = 1/(3L), then after k steps
 *
 * <pre>{@code
 * E‖x_k − x*‖² ≤ (1 − min(1/(4n), μ/(3L)))ᵏ·(‖x₀ − x*‖² + 2n/(3L)·(f(x₀) − ⟨∇f(x*), x₀ − x*⟩ − f(x*)))
 * }</pre>
 *
 * <p>Memory: the table of n gradients, {@code 8np} bytes; {@link Svrg} needs none. Cost of a step: one gradient of a
 * term and O(p); n gradients before the first. Value and gradient of the whole sum are evaluated once a pass (n steps)
 * for the record, all terms at once, which is fast; ḡ is then added up anew, so that its rounding errors do not grow.
 *
 * @param rate η &gt; 0
 * @param passes at most so many times n steps, ≥ 1
 * @param tolerance ends after a pass at which the gradient has at most this norm, ≥ 0
 * @see <a href="https://arxiv.org/abs/1407.0202">Defazio, Bach and Lacoste-Julien 2014, section 2 and Corollary 1</a>
 */
public record Saga(double rate, int passes, double tolerance) implements FiniteSumMinimizer {

    public Saga {
        Check.positive("rate", rate);
        Check.atLeastOne("passes", passes);
        Check.notNegative("tolerance", tolerance);
    }

    /** Until a gradient of 1e-8 or the passes are over. */
    public Saga(double rate, int passes) {
        this(rate, passes, 1e-8);
    }

    @Override
    public Minimum minimize(FiniteSum objective, Array start, Key key, IterateListener listener) {
        Passes record = new Passes("SAGA", objective, start, rate, listener);
        int n = objective.terms();
        int p = objective.dimension();
        if ((long) n * p > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("SAGA: a table of " + n + " gradients of " + p
                    + " numbers is too large, expected at most 2^31 - 1 numbers: SVRG needs no table");
        }
        double[] x = start.toDoubles();
        double[] table = new double[n * p];
        double[] mean = new double[p];
        double[] gradient = new double[p];
        for (int i = 0; i < n; i++) {
            objective.evaluateTerm(i, x, gradient);
            System.arraycopy(gradient, 0, table, i * p, p);
        }
        record.count(n);
        for (int pass = 0; ; pass++) {
            if (!record.record(x)) {
                return record.ended(
                        StopReason.NOT_FINITE,
                        "the point after pass " + pass + " is not finite: take a smaller rate than " + rate);
            }
            double norm = record.gradientNorm();
            if (norm <= tolerance) {
                return record.ended(
                        StopReason.GRADIENT, "the gradient has a norm of " + norm + ", at most " + tolerance);
            }
            if (pass == passes) {
                return record.ended(
                        StopReason.ITERATIONS, passes + " passes are done, the gradient has a norm of " + norm);
            }
            average(table, mean);
            for (int t = 0; t < n; t++) {
                int i = Randomness.below(key, (long) pass * n + t, n);
                objective.evaluateTerm(i, x, gradient);
                for (int j = 0; j < p; j++) {
                    double change = gradient[j] - table[i * p + j];
                    x[j] -= rate * (change + mean[j]);
                    mean[j] += change / n;
                    table[i * p + j] = gradient[j];
                }
            }
            record.count(n);
        }
    }

    private static void average(double[] table, double[] mean) {
        int p = mean.length;
        int n = table.length / p;
        for (int j = 0; j < p; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += table[i * p + j];
            }
            mean[j] = sum / n;
        }
    }
}
