package dev.lemma.generative;

import dev.lemma.api.tensor.Array;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.testkit.golden.Golden;

/** The stored mixtures, and arrays cut from stored ones. */
public final class Golds {

    private Golds() {}

    /** The mixture that a file of reference/diffusion was made with. */
    public static GaussianMixture mixture(Golden golden) {
        Array m = golden.get("mixture.m");
        Array s = golden.get("mixture.S");
        double[] w = golden.get("mixture.w").toDoubles();
        int d = m.shape().extent(1);
        double[][] means = new double[w.length][d];
        double[][][] covariances = new double[w.length][d][d];
        for (int k = 0; k < w.length; k++) {
            for (int i = 0; i < d; i++) {
                means[k][i] = m.get(k * d + i);
                for (int j = 0; j < d; j++) {
                    covariances[k][i][j] = s.get((k * d + i) * d + j);
                }
            }
        }
        return GaussianMixture.of(w, means, covariances);
    }

    /** Row i along the first axis, which disappears. */
    public static Array row(Array array, int i) {
        return array.rows(i, i + 1).reshape(array.shape().without(0));
    }

    /** The largest absolute difference. */
    public static double difference(Array a, Array b) {
        double largest = 0;
        for (int i = 0; i < b.shape().size(); i++) {
            double d = Math.abs(a.get(i) - b.get(i));
            largest = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(largest, d);
        }
        return largest;
    }
}
