package dev.lemma.kernels.rkhs;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.kernels.Gram;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The maximum mean discrepancy of two samples: the distance of their mean embeddings, squared.
 *
 * <pre>{@code
 * MMD² = ‖μ_X − μ_Y‖² = E k(X, X′) + E k(Y, Y′) − 2 E k(X, Y)
 * }</pre>
 *
 * <p>It is 0 for equal laws, and above 0 for any two others if the kernel is characteristic, as the Gaussian and Matérn's are. The biased estimate is the distance of the samples' own
 * embeddings; the unbiased one leaves {@code i = j} out and may be below 0. Cost: (n + m)².
 *
 * @param biased {@code ‖μ_X − μ_Y‖²}
 * @param unbiased without the terms of equal samples; NaN if a sample has one point
 * @see <a href="https://www.jmlr.org/papers/v13/gretton12a.html">Gretton et al. 2012, lemma 6</a>
 */
public record MeanDiscrepancy(double biased, double unbiased) {

    /** The discrepancy of x, [n, d], and y, [m, d]. */
    public static MeanDiscrepancy of(Kernel kernel, Array x, Array y) {
        Array both = joined(x, y);
        int n = x.shape().extent(0);
        int[] order = new int[both.shape().extent(0)];
        Arrays.setAll(order, i -> i);
        return of(Gram.of(kernel).matrix(both), order, n);
    }

    /** The discrepancy of x, [n, d], and y, [m, d]. */
    public static MeanDiscrepancy of(Kernel kernel, INDArray x, INDArray y) {
        return of(kernel, Array.of(x), Array.of(y));
    }

    private static Array joined(Array x, Array y) {
        if (x.shape().rank() != 2
                || y.shape().rank() != 2
                || x.shape().extent(1) != y.shape().extent(1)) {
            throw new ShapeException(
                    "discrepancy: expected samples [n, d] and [m, d], got " + x.shape() + " and " + y.shape());
        }
        int n = x.shape().extent(0) + y.shape().extent(0);
        double[] all = Arrays.copyOf(x.toDoubles(), x.shape().size() + y.shape().size());
        System.arraycopy(y.toDoubles(), 0, all, x.shape().size(), y.shape().size());
        return Array.of(Shape.of(n, x.shape().extent(1)), all).as(DType.FLOAT64);
    }

    private static MeanDiscrepancy of(Array k, int[] order, int n) {
        int all = order.length;
        double m = all - n;
        double[] within = new double[2];
        double[] own = new double[2];
        double between = 0;
        for (int i = 0; i < all; i++) {
            int row = order[i] * all;
            int part = i < n ? 0 : 1;
            own[part] += k.get(row + order[i]);
            for (int j = 0; j < all; j++) {
                if (i < n == j < n) {
                    within[part] += i == j ? 0 : k.get(row + order[j]);
                } else {
                    between += 0.5 * k.get(row + order[j]);
                }
            }
        }
        double cross = 2 * between / (n * m);
        double biased = (within[0] + own[0]) / ((double) n * n) + (within[1] + own[1]) / (m * m) - cross;
        double unbiased = n < 2 || m < 2 ? Double.NaN : within[0] / (n * (n - 1.0)) + within[1] / (m * (m - 1)) - cross;
        return new MeanDiscrepancy(Math.max(0, biased), unbiased);
    }

    /**
     * The share of random divisions of all points into two samples whose discrepancy is at least that of the given ones, these included: the p-value of the hypothesis that both have one law,
     * exact for any sample sizes.
     *
     * @param permutations how many divisions, at least 1
     */
    public static double permutationTest(Kernel kernel, Array x, Array y, int permutations, Key key) {
        Check.atLeastOne("permutations", permutations);
        Array k = Gram.of(kernel).matrix(joined(x, y));
        int n = x.shape().extent(0);
        int[] order = new int[k.shape().extent(0)];
        Arrays.setAll(order, i -> i);
        double observed = of(k, order, n).biased();
        int above = 1;
        for (int p = 0; p < permutations; p++) {
            above += of(k, Randomness.permutation(key.at(p), order.length), n).biased() >= observed ? 1 : 0;
        }
        return above / (permutations + 1.0);
    }
}
