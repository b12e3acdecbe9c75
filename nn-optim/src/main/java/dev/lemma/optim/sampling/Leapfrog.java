package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * The leapfrog method (Störmer-Verlet) for {@code q′ = p, p′ = −∇V(q)}.
 *
 * <pre>{@code
 * p ← p − (ε/2)·∇V(q);   L times:  q ← q + ε·p,  p ← p − ε·∇V(q);   with ε/2 instead of ε the last time
 * }</pre>
 *
 * <p>Reversible (with −p it goes back where it came from, up to rounding), keeps volume, and its energy {@code V + |p|²/2} stays within O(ε²) of the start's; stable
 * for {@code ε < 2/√λ}, λ being the largest curvature. L gradients, that of the start being given.
 *
 * @param step ε &gt; 0
 * @param steps L ≥ 1
 */
public record Leapfrog(double step, int steps) {

    public Leapfrog {
        Check.positive("step", step);
        Check.atLeastOne("steps", steps);
    }

    /**
     * A point in phase space with what the next step needs.
     *
     * @param q position [d, chains]
     * @param p momentum [d, chains]
     * @param value V(q) [chains]
     * @param gradient ∇V(q) [d, chains]
     */
    public record Point(Tensor q, Tensor p, Tensor value, Tensor gradient) {

        /** The point at a position and a momentum. */
        public static Point of(Potential potential, Tensor q, Tensor p) {
            Tensor value = potential.at(q);
            return new Point(q, p, value, Potential.gradient(value, q));
        }

        /** {@code V(q) + |p|²/2} [chains]. */
        public Tensor energy() {
            return value.plus(Columns.squaredNorm(p).times(0.5));
        }
    }

    /** The point after L steps. */
    public Point integrate(Potential potential, Point start) {
        Tensor half = start.p().minus(start.gradient().times(step / 2));
        if (steps == 1) {
            return leap(potential, start.q(), half);
        }
        Loop loop = Loop.of(steps - 1, List.of(start.q(), half), List.of(), (state, none) -> {
            Tensor q = state.get(0).plus(state.get(1).times(step));
            Tensor gradient = Potential.gradient(potential.at(q), q);
            return new Loop.Step(List.of(q, state.get(1).minus(gradient.times(step))), List.of());
        });
        return leap(potential, loop.carry().get(0), loop.carry().get(1));
    }

    /** The last step: the momentum comes half a step behind the position. */
    private Point leap(Potential potential, Tensor from, Tensor half) {
        Tensor q = from.plus(half.times(step));
        Tensor value = potential.at(q);
        Tensor gradient = Potential.gradient(value, q);
        return new Point(q, half.minus(gradient.times(step / 2)), value, gradient);
    }
}
