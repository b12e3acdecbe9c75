package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.Svd;
import java.util.Arrays;

/**
 * Matrices {@code {X ∈ ℝ^{m×n}: Σ σᵢ(X) ≤ r}} by their singular values, flat in row-major order.
 *
 * <pre>{@code
 * Π(U diag(σ) Vᵀ) = U diag(Π_simplex(σ)) Vᵀ where Σ σᵢ > r        argmin ⟨G, S⟩ = −r·u₁v₁ᵀ of G's largest singular value
 * }</pre>
 *
 * <p>Both decompose the matrix ({@link Svd}): O(mn·min(m, n)). Minimisers have rank one, so that after t Frank-Wolfe steps from one the rank is at most t + 1.
 *
 * @param rows m ≥ 1
 * @param columns n ≥ 1
 * @param radius r &gt; 0
 * @see <a href="https://proceedings.mlr.press/v28/jaggi13.html">Jaggi 2013, section 4.3</a>
 */
public record NuclearBall(int rows, int columns, double radius) implements ConvexSet {

    public NuclearBall {
        Check.atLeastOne("rows", rows);
        Check.atLeastOne("columns", columns);
        Check.positive("radius", radius);
    }

    private Svd decompose(double[] x) {
        if (x.length != (long) rows * columns) {
            throw new IllegalArgumentException("nuclear ball: a point of " + x.length + " numbers, expected " + rows
                    + "·" + columns + ", a matrix in row-major order");
        }
        return Svd.of(Array.of(Shape.of(rows, columns), x));
    }

    @Override
    public double[] project(double[] x) {
        Svd parts = decompose(x);
        double[] values = parts.values().toDoubles();
        return Arrays.stream(values).sum() <= radius ? x.clone() : compose(parts, new Simplex(radius).project(values));
    }

    @Override
    public double[] minimizer(double[] direction) {
        Svd parts = decompose(direction);
        double[] chosen = new double[Math.min(rows, columns)];
        chosen[0] = -radius;
        return compose(parts, chosen);
    }

    private static double[] compose(Svd parts, double[] coefficients) {
        return parts.compose(Array.vector(coefficients)).toDoubles();
    }

    @Override
    public double diameter(int dimension) {
        return 2 * radius;
    }

    @Override
    public boolean contains(double[] x, double tolerance) {
        return Arrays.stream(decompose(x).values().toDoubles()).sum() <= radius + tolerance;
    }
}
