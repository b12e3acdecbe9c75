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

    /**
     * With the bandwidth, of the median distance times 2⁻⁴, 2^−3.5, … 2, at which it tells these two sets of samples apart most surely: where MMD² is
     * largest in standard deviations of its own. Compares one sample of each with one of the other, so the longer set is cut. To be fair, choose it on
     * samples other than those it will judge.
     *
     * <p>The median distance itself is often a poor bandwidth: in d dimensions most distances are about the median, the kernel is nearly constant, and
     * MMD² sees little but means.
     *
     * @see <a href="https://arxiv.org/abs/1611.04488">Sutherland et al. 2017, section 2</a>
     */
    public static MaximumMeanDiscrepancy mostPowerful(Array first, Array second) {
        Points x = Points.of("MMD", first, 2);
        Points y = Points.of("MMD", second, 2);
        Points.requireSameDimension(x, y);
        double median = medianDistance(second);
        int n = Math.min(x.count, y.count);
        double[][] distances = new double[4][n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                distances[0][at] = x.squaredDistance(i, x, j);
                distances[1][at] = y.squaredDistance(i, y, j);
                distances[2][at] = x.squaredDistance(i, y, j);
                distances[3][at] = x.squaredDistance(j, y, i);
                at++;
            }
        }
        MaximumMeanDiscrepancy best = new MaximumMeanDiscrepancy(median);
        double most = Double.NEGATIVE_INFINITY;
        for (int half = -8; half <= 2; half++) {
            MaximumMeanDiscrepancy candidate = new MaximumMeanDiscrepancy(median * Math.pow(2, 0.5 * half));
            double power = candidate.power(n, distances);
            if (power > most) {
                most = power;
                best = candidate;
            }
        }
        return best;
    }

    /** MMD² over its standard deviation where the laws differ, {@code √(4 Var_i E_j h_ij / n)}, {@code h_ij = k(xᵢ,xⱼ) + k(yᵢ,yⱼ) − k(xᵢ,yⱼ) − k(xⱼ,yᵢ)}. */
    private double power(int n, double[][] distances) {
        double[] rows = new double[n];
        double mean = 0;
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double h = kernel(distances[0][at])
                        + kernel(distances[1][at])
                        - kernel(distances[2][at])
                        - kernel(distances[3][at]);
                rows[i] += h / (n - 1);
                rows[j] += h / (n - 1);
                mean += 2 * h / n / (n - 1);
                at++;
            }
        }
        double variance = 0;
        for (double row : rows) {
            variance += 4 * Math.pow(row - mean, 2) / n / n;
        }
        return mean / Math.sqrt(variance + 1e-8 / n);
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
