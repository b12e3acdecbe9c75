package dev.lemma.generative.metric;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import java.util.Arrays;

/**
 * The squared maximum mean discrepancy with a Gaussian kernel, unbiased:
 *
 * <pre>{@code
 * MMD² = 1/(m(m−1)) Σ_{i≠j} k(xᵢ, xⱼ) + 1/(n(n−1)) Σ_{i≠j} k(yᵢ, yⱼ) − 2/(mn) Σ k(xᵢ, yⱼ),   k(x, y) = e^{−‖x − y‖²/(2s²)}
 * }</pre>
 *
 * <p>Its mean is 0 iff the laws are equal, so it may be negative. Cost: (m + n)² distances.
 *
 * @param bandwidth s &gt; 0
 * @see <a href="https://jmlr.org/papers/v13/gretton12a.html">Gretton et al. 2012, equation (3)</a>
 */
public record MaximumMeanDiscrepancy(double bandwidth) implements SampleDistance {

    public MaximumMeanDiscrepancy {
        Check.positive("bandwidth", bandwidth);
    }

    /** With the median distance between different samples as bandwidth. */
    public static MaximumMeanDiscrepancy median(Array samples) {
        return new MaximumMeanDiscrepancy(medianDistance(samples));
    }

    /** The median of the distances between different samples, at most 2000 of them. */
    public static double medianDistance(Array samples) {
        Points x = Points.of("median distance", samples, 2);
        int n = Math.min(2000, x.count);
        double[] distances = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                distances[at++] = Math.sqrt(x.squaredDistance(i, x, j));
            }
        }
        Arrays.sort(distances);
        int half = distances.length / 2;
        return distances.length % 2 == 1 ? distances[half] : 0.5 * (distances[half - 1] + distances[half]);
    }

    @Override
    public double of(Array first, Array second) {
        Points x = Points.of("MMD", first, 2);
        Points y = Points.of("MMD", second, 2);
        Points.requireSameDimension(x, y);
        double mixed = 0;
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < y.count; j++) {
                mixed += kernel(x.squaredDistance(i, y, j));
            }
        }
        return within(x) + within(y) - 2 * mixed / ((double) x.count * y.count);
    }

    private double within(Points x) {
        double sum = 0;
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < i; j++) {
                sum += kernel(x.squaredDistance(i, x, j));
            }
        }
        return 2 * sum / ((double) x.count * (x.count - 1));
    }

    private double kernel(double squaredDistance) {
        return Math.exp(-squaredDistance / (2 * bandwidth * bandwidth));
    }
}
