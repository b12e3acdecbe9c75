package dev.lemma.bench.report;

import java.util.Arrays;
import java.util.List;

/**
 * The timings of one thing: seconds per unit, a value per round.
 *
 * @param seconds at least one, each positive
 */
public record Samples(List<Double> seconds) {

    public Samples {
        seconds = List.copyOf(seconds);
        if (seconds.isEmpty() || seconds.stream().anyMatch(s -> !(s > 0 && Double.isFinite(s)))) {
            throw new IllegalArgumentException("timings: got " + seconds + ", expected at least one, each positive");
        }
    }

    /** The middle one; of an even number, the mean of the two in the middle. */
    public double median() {
        double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** The fastest one. */
    public double best() {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}
