package dev.lemma.optim.descent;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.internal.Vectors;
import dev.lemma.optim.objective.Objective;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;

/**
 * Limited-memory BFGS: descent along {@code d = −H∇f}, where H approximates the inverse Hessian from the last m steps.
 *
 * <pre>{@code
 * s = x₊ − x,  y = ∇f(x₊) − ∇f(x),  ρ = 1/⟨y, s⟩
 * H₊ = (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ,   begun m steps ago with H = ⟨s, y⟩/⟨y, y⟩·I of the last pair
 * }</pre>
 *
 * <p>H is never formed: two loops over the pairs apply it, {@code 4mp} multiplications. Memory: 2m + 5 vectors. A pair with
 * {@code ⟨y, s⟩ ≤ 1e-10} is left out, as in PyTorch, whose iterates these are; with a strong Wolfe search every pair has
 * {@code ⟨y, s⟩ > 0}. The first step tried is {@code min(1, 1/‖∇f‖₁)}, later ones 1, both times the rate of a fixed step.
 *
 * @param memory m ≥ 1
 * @param search of the step
 * @param stopping when to end
 * @see <a href="https://doi.org/10.1007/BF01589116">Liu and Nocedal 1989</a>
 */
public record LBfgs(int memory, LineSearch search, Stopping stopping) implements Minimizer {

    private static final double LEAST_CURVATURE = 1e-10;

    public LBfgs {
        Check.atLeastOne("memory", memory);
        Objects.requireNonNull(search, "search");
        Objects.requireNonNull(stopping, "stopping");
    }

    /** Strong Wolfe search; 1000 iterations or a gradient of 1e-6. */
    public LBfgs(int memory) {
        this(memory, new StrongWolfe(0.9), new Stopping(1000, 1e-6));
    }

    @Override
    public Minimum minimize(Objective objective, Array start, IterateListener listener) {
        return new Descent("L-BFGS", objective, search, stopping, new TwoLoops(memory), listener).from(start);
    }

    private record Pair(double[] s, double[] y, double rho) {}

    private static final class TwoLoops implements Directions {

        private final int memory;
        private final Deque<Pair> pairs = new ArrayDeque<>();
        private double scale = 1;
        private boolean first = true;

        TwoLoops(int memory) {
            this.memory = memory;
        }

        @Override
        public double[] next(double[] gradient) {
            double[] d = Vectors.negated(gradient);
            double[] alphas = new double[pairs.size()];
            int i = pairs.size();
            for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
                Pair pair = newestFirst.next();
                alphas[--i] = pair.rho() * Vectors.dot(pair.s(), d);
                Vectors.add(d, -alphas[i], pair.y());
            }
            for (int j = 0; j < d.length; j++) {
                d[j] *= scale;
            }
            for (Pair pair : pairs) {
                double beta = pair.rho() * Vectors.dot(pair.y(), d);
                Vectors.add(d, alphas[i++] - beta, pair.s());
            }
            return d;
        }

        @Override
        public double unit(double[] gradient, double slope) {
            return first ? Math.min(1, 1 / Vectors.absoluteSum(gradient)) : 1;
        }

        @Override
        public void moved(Trial from, Trial to, double[] direction) {
            first = false;
            double[] y = Vectors.difference(to.gradient(), from.gradient());
            double[] s = direction.clone();
            for (int i = 0; i < s.length; i++) {
                s[i] *= to.step();
            }
            double curvature = Vectors.dot(y, s);
            if (curvature > LEAST_CURVATURE) {
                if (pairs.size() == memory) {
                    pairs.removeFirst();
                }
                pairs.addLast(new Pair(s, y, 1 / curvature));
                scale = curvature / Vectors.dot(y, y);
            }
        }

        @Override
        public void forget() {
            pairs.clear();
            scale = 1;
            first = true;
        }
    }
}
