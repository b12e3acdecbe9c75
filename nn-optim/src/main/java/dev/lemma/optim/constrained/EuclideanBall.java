package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import dev.lemma.optim.internal.Vectors;

/**
 * {@code {x: ‖x‖₂ ≤ r}}.
 *
 * <pre>{@code
 * Π(x) = x·min(1, r/‖x‖₂)        argmin ⟨g, s⟩ = −r·g/‖g‖₂
 * }</pre>
 *
 * <p>Both cost O(p). With g = 0 the minimiser is the centre.
 *
 * @param radius r &gt; 0
 */
public record EuclideanBall(double radius) implements ConvexSet {

    public EuclideanBall {
        Check.positive("radius", radius);
    }

    @Override
    public double[] project(double[] x) {
        double norm = Vectors.norm(x);
        return norm <= radius ? x.clone() : Vectors.scaled(x, radius / norm);
    }

    @Override
    public double[] minimizer(double[] direction) {
        double norm = Vectors.norm(direction);
        return norm == 0 ? new double[direction.length] : Vectors.scaled(direction, -radius / norm);
    }

    @Override
    public double diameter(int dimension) {
        return 2 * radius;
    }

    @Override
    public boolean contains(double[] x, double tolerance) {
        return Vectors.norm(x) <= radius + tolerance;
    }
}
