package dev.lemma.optim.descent;

import dev.lemma.api.tensor.Array;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Conjugate gradients for functions that are not quadratic.
 *
 * <pre>{@code
 * d₀ = −g₀        d₊ = −g₊ + β·d        x₊ = x + t·d,  t from a strong Wolfe search
 * }</pre>
 *
 * <p>The first step tried is {@code min(1, 1/‖g‖₁)}, later ones what would lower the value as much as the last step
 * did, to first order. A direction that does not descend is replaced by {@code −g}. Memory: six vectors; L-BFGS needs
 * fewer evaluations and more memory.
 *
 * @param rule β
 * @param search with c₂ &lt; ½, else directions of Fletcher and Reeves need not descend
 * @param stopping when to end
 * @see <a href="https://doi.org/10.1007/978-0-387-40065-5">Nocedal and Wright 2006, section 5.2</a>
 */
public record NonlinearConjugateGradients(ConjugateRule rule, StrongWolfe search, Stopping stopping)
        implements Minimizer {

    public NonlinearConjugateGradients {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(search, "search");
        Objects.requireNonNull(stopping, "stopping");
    }

    /** c₂ = 0.1; 1000 iterations or a gradient of 1e-6. */
    public NonlinearConjugateGradients(ConjugateRule rule) {
        this(rule, new StrongWolfe(0.1), new Stopping(1000, 1e-6));
    }

    @Override
    public Minimum minimize(Objective objective, Array start, IterateListener listener) {
        return new Descent("conjugate gradients", objective, search, stopping, new Conjugate(rule), listener)
                .from(start);
    }

    private static final class Conjugate implements Directions {

        private final ConjugateRule rule;
        private double @Nullable [] before;
        private double @Nullable [] direction;
        private double lastRise = Double.NaN;

        Conjugate(ConjugateRule rule) {
            this.rule = rule;
        }

        @Override
        public double[] next(double[] gradient) {
            double[] d = Vectors.negated(gradient);
            if (before != null && direction != null) {
                double beta = rule.beta(gradient, before, direction);
                if (Double.isFinite(beta)) {
                    Vectors.add(d, beta, direction);
                }
            }
            return d;
        }

        @Override
        public double unit(double[] gradient, double slope) {
            double same = lastRise / slope;
            return Double.isFinite(same) && same > 0 ? same : Math.min(1, 1 / Vectors.absoluteSum(gradient));
        }

        @Override
        public void moved(Trial from, Trial to, double[] along) {
            before = from.gradient();
            direction = along;
            lastRise = to.step() * from.slope();
        }

        @Override
        public void forget() {
            before = null;
            direction = null;
        }
    }
}
