package dev.lemma.optim.constrained;

import dev.lemma.api.check.Check;
import java.util.Arrays;

/**
 * {@code {x: xᵢ ≥ 0, Σ xᵢ = r}}: probabilities, for r = 1.
 *
 * <pre>{@code
 * Π(x)ᵢ = max(0, xᵢ − τ),  τ such that the sum is r        argmin ⟨g, s⟩ = r·eᵢ,  i = min argminⱼ gⱼ
 * }</pre>
 *
 * <p>The projection sorts, O(p log p); the minimiser costs O(p).
 *
 * @param sum r &gt; 0
 * @see <a href="https://doi.org/10.1145/1390156.1390191">Duchi, Shalev-Shwartz, Singer and Chandra 2008, Figure 1</a>
 */
public record Simplex(double sum) implements ConvexSet {

    public Simplex {
        Check.positive("sum", sum);
    }

    @Override
    public double[] project(double[] x) {
        double[] descending = x.clone();
        Arrays.sort(descending);
        double total = 0;
        double threshold = 0;
        int p = x.length;
        for (int count = 1; count <= p; count++) {
            double next = descending[p - count];
            double candidate = (total + next - sum) / count;
            if (next <= candidate) {
                break;
            }
            total += next;
            threshold = candidate;
        }
        double[] y = new double[p];
        for (int i = 0; i < p; i++) {
            y[i] = Math.max(0, x[i] - threshold);
        }
        return y;
    }

    @Override
    public double[] minimizer(double[] direction) {
        int least = 0;
        for (int i = 1; i < direction.length; i++) {
            if (direction[i] < direction[least]) {
                least = i;
            }
        }
        double[] s = new double[direction.length];
        s[least] = sum;
        return s;
    }

    @Override
    public double diameter(int dimension) {
        return dimension == 1 ? 0 : sum * Math.sqrt(2);
    }

    @Override
    public boolean contains(double[] x, double tolerance) {
        return Arrays.stream(x).allMatch(each -> each >= -tolerance)
                && Math.abs(Arrays.stream(x).sum() - sum) <= tolerance;
    }
}
