package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.examples.report.LineChart;
import dev.lemma.generative.metric.EnergyDistance;
import dev.lemma.generative.metric.MaximumMeanDiscrepancy;
import dev.lemma.generative.oracle.GaussianMixture;

/** The law in the plane that the examples learn, and how samples of it are shown and judged. */
final class Plane {

    /** Eight clusters on a circle of radius 2. */
    static final GaussianMixture RING = ring();

    private Plane() {}

    private static GaussianMixture ring() {
        double[][] means = new double[8][];
        for (int k = 0; k < 8; k++) {
            means[k] = new double[] {2 * Math.cos(k * Math.PI / 4), 2 * Math.sin(k * Math.PI / 4)};
        }
        return GaussianMixture.of(means, 0.25);
    }

    /** MMD² of samples to fresh ones of the law. */
    static double discrepancy(Array samples, Key key) {
        Array fresh = RING.draw(key.of("fresh"), samples.shape().extent(0));
        return new MaximumMeanDiscrepancy(0.5).of(samples.as(fresh.type()), fresh);
    }

    /** The energy distance of samples to fresh ones of the law. */
    static double energy(Array samples, Key key) {
        Array fresh = RING.draw(key.of("fresh"), samples.shape().extent(0));
        return new EnergyDistance().of(samples.as(fresh.type()), fresh);
    }

    /** What the best Gaussian leaves, sampled as often. */
    static Array gaussian(Array data, Key key, int n) {
        return GaussianMixture.fit(data).draw(key.of("gaussian"), n);
    }

    /** Points of the plane as a chart. */
    static LineChart chart(String title, String name, Array points) {
        return with(LineChart.titled(title).x("x₁").y("x₂").yRange(-3.2, 3.2), name, points);
    }

    static LineChart with(LineChart chart, String name, Array points) {
        int n = Math.min(1000, points.shape().extent(0));
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = points.get(2 * i);
            y[i] = points.get(2 * i + 1);
        }
        return chart.points(name, x, y);
    }
}
