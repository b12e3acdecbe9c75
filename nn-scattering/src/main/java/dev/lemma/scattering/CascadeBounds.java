package dev.lemma.scattering;

import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.frame.LayerBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is proved of a scattering cascade: from the last order backwards, the greatest value of {@code |φ̂|² + Σ_λ C_λ |ψ̂_λ|²} over frequencies, C_λ being what is proved of the paths that go
 * on from λ. Moduli are 1-Lipschitz. A filter whose output is sub-sampled by s counts, at each frequency, with the sum of its products with what folds onto the same place,
 * {@code |ψ̂(ω)| Σ_b |ψ̂(ω + b/s)|/s}: the row sums of its matrix in the Fourier domain (Gershgorin).
 */
final class CascadeBounds {

    /** The filters of a cascade, by what they count at each frequency of a grid; of wavelets the mean of a frequency and its mirror image. */
    interface Filters {
        /** Of φ for signals at a level, sub-sampled to the output or not; of what else gives coefficients. */
        double[] output(int level, boolean subsampled);

        /** The sum over the wavelets of a scale, sub-sampled to their level or not. */
        double[] wavelets(int order, int level, int scale, boolean subsampled);

        /** The scales of the wavelets of an order. */
        List<Integer> scales(int order);

        /** The level of moduli of a scale. */
        int level(int from, int scale);

        /** {@code max |f| |φ̂(f)|}. */
        double smoothness();
    }

    private record State(int order, int level, int scale) {}

    private final Filters filters;
    private final Settings settings;
    private final Map<State, Double> known = new HashMap<>();

    private CascadeBounds(Filters filters, Settings settings) {
        this.filters = filters;
        this.settings = settings;
    }

    /**
     * The certificate of a cascade.
     *
     * @param repeats how often borders repeat a sample at most
     */
    static Certificate of(Filters filters, Settings settings, double repeats) {
        CascadeBounds bounds = new CascadeBounds(filters, settings);
        List<LayerBounds> layers = new ArrayList<>();
        List<Double> translation = new ArrayList<>();
        double gain = 1;
        double smoothness = filters.smoothness();
        for (int m = 0; m <= settings.order(); m++) {
            translation.add(2 * Math.PI * smoothness * gain * Math.sqrt(repeats));
            if (m == settings.order()) {
                break;
            }
            double[] all = bounds.all(m);
            double[] low = filters.output(0, false);
            double lower = Double.POSITIVE_INFINITY;
            double upper = 0;
            for (int k = 0; k < all.length; k++) {
                lower = Math.min(lower, all[k] + low[k]);
                upper = Math.max(upper, all[k] + low[k]);
            }
            layers.add(new LayerBounds(m + 1, lower, upper, 1, 1, 1, smoothness));
            gain *= Math.sqrt(Arrays.stream(all).max().orElse(0));
        }
        return new Certificate(Math.sqrt(repeats * bounds.at(0, 0, -1)), layers, translation);
    }

    private double[] all(int order) {
        double[] sum = filters.output(0, false).clone();
        Arrays.fill(sum, 0);
        for (int scale : filters.scales(order)) {
            double[] energy = filters.wavelets(order, 0, scale, false);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += energy[k];
            }
        }
        return sum;
    }

    private double at(int order, int level, int scale) {
        State state = new State(order, level, scale);
        Double found = known.get(state);
        if (found != null) {
            return found;
        }
        double[] sum = filters.output(level, true).clone();
        if (order < settings.order()) {
            for (int next : filters.scales(order)) {
                if (order > 0 && settings.decreasing() && next <= scale) {
                    continue;
                }
                double behind = at(order + 1, filters.level(level, next), next);
                double[] energy = filters.wavelets(order, level, next, true);
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += behind * energy[k];
                }
            }
        }
        double most = Arrays.stream(sum).max().orElse(0);
        known.put(state, most);
        return most;
    }

    /** What a filter counts at each frequency of [rows, columns], when every stepDown-th row and every step-th column is left; the mean with the mirror image. */
    static double[] counts(double[] filter, int rows, int columns, int stepDown, int step) {
        int m = rows / stepDown;
        int n = columns / step;
        double[] folded = new double[m * n];
        for (int i = 0; i < filter.length; i++) {
            folded[i / columns % m * n + i % columns % n] += Math.abs(filter[i]) / stepDown / step;
        }
        double[] counts = new double[filter.length];
        for (int i = 0; i < filter.length; i++) {
            int mirror = (rows - i / columns) % rows * columns + (columns - i % columns) % columns;
            double own = Math.abs(filter[i]) * folded[i / columns % m * n + i % columns % n] / 2;
            counts[i] += own;
            counts[mirror] += own;
        }
        return counts;
    }

    /** How often one of n samples stands among so many that begin so far before it. */
    static int repeats(Border border, int n, int padded, int before) {
        int[] counts = new int[n];
        int most = 1;
        for (int i = 0; i < padded; i++) {
            int place = border.place((long) i - before, n);
            if (place >= 0) {
                most = Math.max(most, ++counts[place]);
            }
        }
        return most;
    }
}
