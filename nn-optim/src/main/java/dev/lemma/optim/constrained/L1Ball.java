package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import dev.lemma.optim.internal.Vectors;

/**
 * {@code {x: ‖x‖₁ ≤ r}}.
 *
 * <pre>{@code
 * Π(x)ᵢ = sign(xᵢ)·max(0, |xᵢ| − τ),  τ ≥ 0 such that the sum is r        argmin ⟨g, s⟩ = −r·sign(gᵢ)·eᵢ,  i = min argmaxⱼ |gⱼ|
 * }</pre>
 *
 * <p>The projection sorts, O(p log p); the minimiser costs O(p). With g = 0 the minimiser is a vertex all the same.
 *
 * @param radius r &gt; 0
 * @see <a href="https://doi.org/10.1145/1390156.1390191">Duchi, Shalev-Shwartz, Singer and Chandra 2008, Figure 2</a>
 */
public record L1Ball(double radius) implements ConvexSet {

    public L1Ball {
        Check.positive("radius", radius);
    }

    @Override
    public double[] project(double[] x) {
        if (Vectors.absoluteSum(x) <= radius) {
            return x.clone();
        }
        double[] sizes = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            sizes[i] = Math.abs(x[i]);
        }
        double[] y = new Simplex(radius).project(sizes);
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.copySign(y[i], x[i]);
        }
        return y;
    }

    @Override
    public double[] minimizer(double[] direction) {
        int largest = 0;
        for (int i = 1; i < direction.length; i++) {
            if (Math.abs(direction[i]) > Math.abs(direction[largest])) {
                largest = i;
            }
        }
        double[] s = new double[direction.length];
        s[largest] = Math.copySign(radius, -direction[largest]);
        return s;
    }

    @Override
    public double diameter(int dimension) {
        return 2 * radius;
    }

    @Override
    public boolean contains(double[] x, double tolerance) {
        return Vectors.absoluteSum(x) <= radius + tolerance;
    }
}
