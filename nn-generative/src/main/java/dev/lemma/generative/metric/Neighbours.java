package dev.lemma.generative.metric;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import java.util.Arrays;

/**
 * What the nearest neighbours of generated samples say: whether they lie among the data (precision), whether the data lie among them (recall), and whether
 * they are the training data again (memorisation).
 *
 * @see <a href="https://arxiv.org/abs/1904.06991">Kynkäänniemi et al. 2019</a>, <a href="https://arxiv.org/abs/2004.05675">Meehan, Chaudhuri and Dasgupta 2020</a>
 */
public final class Neighbours {

    private Neighbours() {}

    /**
     * Precision and recall by balls around each sample that reach to its k-th neighbour in its own set.
     *
     * @param precision share of the generated samples in the balls of the real ones
     * @param recall share of the real samples in the balls of the generated ones
     */
    public record PrecisionRecall(double precision, double recall) {}

    /** Precision and recall of generated samples [n, …] against real ones [m, …]. */
    public static PrecisionRecall precisionRecall(Array real, Array generated, int k) {
        Check.atLeastOne("k", k);
        Points x = Points.of("real samples", real, k + 1);
        Points y = Points.of("generated samples", generated, k + 1);
        Points.requireSameDimension(x, y);
        return new PrecisionRecall(covered(x, y, k), covered(y, x, k));
    }

    /** The share of y in the balls of x. */
    private static double covered(Points x, Points y, int k) {
        double[] radii = new double[x.count];
        double[] distances = new double[x.count];
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < x.count; j++) {
                distances[j] = x.squaredDistance(i, x, j);
            }
            Arrays.sort(distances);
            radii[i] = distances[k];
        }
        int inside = 0;
        for (int j = 0; j < y.count; j++) {
            for (int i = 0; i < x.count; i++) {
                if (y.squaredDistance(j, x, i) <= radii[i]) {
                    inside++;
                    break;
                }
            }
        }
        return (double) inside / y.count;
    }

    /**
     * The nearest of the data for each sample.
     *
     * @param indices which it is
     * @param distances how far it is
     */
    public record Nearest(int[] indices, double[] distances) {}

    /** The nearest of the data [m, …] for each of samples [n, …]. */
    public static Nearest nearest(Array samples, Array data) {
        Points y = Points.of("samples", samples, 1);
        Points x = Points.of("data", data, 1);
        Points.requireSameDimension(x, y);
        int[] indices = new int[y.count];
        double[] distances = new double[y.count];
        for (int j = 0; j < y.count; j++) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < x.count; i++) {
                double d = y.squaredDistance(j, x, i);
                if (d < least) {
                    least = d;
                    indices[j] = i;
                }
            }
            distances[j] = Math.sqrt(least);
        }
        return new Nearest(indices, distances);
    }

    /**
     * Whether samples lie nearer to the training data than fresh data do.
     *
     * @param z the Mann-Whitney statistic of distances to the nearest training example, standardised: about N(0, 1) if samples are as far from the training
     *     data as held-out data are, far below 0 if they are copies
     * @param copies the share of samples nearer to the training data than 99.9 % of held-out data are
     * @param medianSample median distance of a sample to its nearest training example
     * @param medianHeldOut the same of held-out data
     */
    public record Memorisation(double z, double copies, double medianSample, double medianHeldOut) {}

    /** Compares the distances of samples and of held-out data to the training data. */
    public static Memorisation memorisation(Array samples, Array training, Array heldOut) {
        double[] a = nearest(samples, training).distances();
        double[] b = nearest(heldOut, training).distances();
        double larger = 0;
        for (double u : a) {
            for (double v : b) {
                larger += u > v ? 1 : u == v ? 0.5 : 0;
            }
        }
        double m = a.length;
        double n = b.length;
        double z = (larger - m * n / 2) / Math.sqrt(m * n * (m + n + 1) / 12);
        double[] sorted = b.clone();
        Arrays.sort(sorted);
        double least = sorted[(int) (0.001 * sorted.length)];
        double copies = Arrays.stream(a).filter(d -> d < least).count() / m;
        return new Memorisation(z, copies, median(a), median(b));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    }
}
