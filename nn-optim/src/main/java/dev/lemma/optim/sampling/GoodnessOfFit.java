package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.compiler.special.IncompleteGamma;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Pearson's chi-square test of samples against a density: how likely numbers of that law are to lie in its bins at least so
 * unevenly.
 *
 * <pre>{@code
 * χ² = Σ (nᵢ − n·pᵢ)²/(n·pᵢ)        p-value Q((k − 1)/2, χ²/2), k bins
 * }</pre>
 *
 * <p>Samples must be independent: one from each chain, or thinned until neighbours have nothing in common. Right samples fall
 * below a p-value of 1e-6 once in a million tests. A law that differs by the factor {@code 1 + δ} is noticed from about {@code
 * n > 10·√k/E δ²} samples on.
 *
 * @param statistic χ²
 * @param degrees of freedom, k − 1
 * @param pValue the probability of a statistic at least as large
 * @see <a href="https://doi.org/10.1080/14786440009463897">Pearson 1900</a>
 */
public record GoodnessOfFit(double statistic, int degrees, double pValue) {

    /** Points at which a density is integrated. */
    private static final int POINTS = 20_000;

    private static final int FEWEST_EXPECTED = 5;

    /** Against probabilities of bins, which sum to 1. */
    public static GoodnessOfFit of(long[] counts, double[] probabilities) {
        if (counts.length != probabilities.length || counts.length < 2) {
            throw new IllegalArgumentException(
                    "goodness of fit: expected as many counts as probabilities, two at least, "
                            + "got " + counts.length + " and "
                            + probabilities.length);
        }
        double total = Arrays.stream(counts).sum();
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * probabilities[i];
            if (!(expected >= FEWEST_EXPECTED)) {
                throw new IllegalArgumentException(
                        "goodness of fit: expected at least " + FEWEST_EXPECTED + " samples in each bin, "
                                + "bin " + i
                                + " would hold " + expected + ": take more samples or fewer bins");
            }
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        int degrees = counts.length - 1;
        return new GoodnessOfFit(statistic, degrees, IncompleteGamma.upper(degrees / 2.0, statistic / 2));
    }

    /**
     * Against a density, in bins of nearly equal probability; the outer ones reach to infinity.
     *
     * @param density times any factor
     * @param low below which the density has nothing that counts
     * @param high above which it has nothing that counts
     */
    public static GoodnessOfFit of(double[] samples, DoubleUnaryOperator density, double low, double high, int bins) {
        Law law = Law.of(density, low, high);
        double[] bounds = law.bounds(Check.atLeast("bins", bins, 2));
        return of(counts(samples, bounds), law.probabilities(bounds));
    }

    /** How many samples lie between neighbouring bounds, in the first case below the first and in the last above the last. */
    public static long[] counts(double[] samples, double[] bounds) {
        long[] counts = new long[bounds.length + 1];
        for (double sample : samples) {
            if (Double.isNaN(sample)) {
                throw new IllegalArgumentException("goodness of fit: a sample is not a number");
            }
            int at = Arrays.binarySearch(bounds, sample);
            counts[at >= 0 ? at + 1 : -at - 1]++;
        }
        return counts;
    }

    /**
     * A law on an interval, integrated by the trapezoidal rule.
     *
     * @param low the first point
     * @param high the last point
     * @param cumulative probability below each of equally spaced points, from 0 to 1
     */
    public record Law(double low, double high, double[] cumulative) {

        /** The law of a density times any factor. */
        public static Law of(DoubleUnaryOperator density, double low, double high) {
            if (!(low < high)) {
                throw new IllegalArgumentException("law: expected an interval, got [" + low + ", " + high + "]");
            }
            double[] cumulative = new double[POINTS];
            double before = density.applyAsDouble(low);
            for (int i = 1; i < POINTS; i++) {
                double here = density.applyAsDouble(low + (high - low) * i / (POINTS - 1));
                if (!(here >= 0) || here == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException("law: a density must be finite and at least 0, got " + here);
                }
                cumulative[i] = cumulative[i - 1] + (before + here) / 2;
                before = here;
            }
            double total = cumulative[POINTS - 1];
            if (!(total > 0)) {
                throw new IllegalArgumentException("law: the density is 0 everywhere in [" + low + ", " + high + "]");
            }
            for (int i = 0; i < POINTS; i++) {
                cumulative[i] /= total;
            }
            return new Law(low, high, cumulative);
        }

        private double point(int i) {
            return low + (high - low) * i / (cumulative.length - 1);
        }

        /** The point below which a part p lies. */
        public double quantile(double p) {
            int at = 1;
            int end = cumulative.length - 1;
            while (at < end) {
                int middle = (at + end) >>> 1;
                if (cumulative[middle] < p) {
                    at = middle + 1;
                } else {
                    end = middle;
                }
            }
            double below = cumulative[at - 1];
            double part = cumulative[at] > below ? (p - below) / (cumulative[at] - below) : 0;
            return point(at - 1) + Math.max(0, Math.min(1, part)) * (point(at) - point(at - 1));
        }

        /** The part below a point. */
        public double below(double x) {
            double place = (x - low) / (high - low) * (cumulative.length - 1);
            if (place <= 0) {
                return 0;
            }
            int i = (int) place;
            return i >= cumulative.length - 1 ? 1 : cumulative[i] + (place - i) * (cumulative[i + 1] - cumulative[i]);
        }

        /** {@code bins − 1} points between bins of equal probability. */
        public double[] bounds(int bins) {
            double[] bounds = new double[bins - 1];
            for (int i = 0; i < bounds.length; i++) {
                bounds[i] = quantile((i + 1.0) / bins);
            }
            return bounds;
        }

        /** The probabilities between neighbouring bounds, the first and last to infinity. */
        public double[] probabilities(double[] bounds) {
            double[] p = new double[bounds.length + 1];
            double before = 0;
            for (int i = 0; i < bounds.length; i++) {
                double here = below(bounds[i]);
                p[i] = here - before;
                before = here;
            }
            p[bounds.length] = 1 - before;
            return p;
        }
    }
}
