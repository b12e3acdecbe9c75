package dev.lemma.generative.metric;

import java.util.Arrays;

/**
 * A distance, and what it is when nothing differs.
 *
 * @param value of the samples
 * @param chance the distances of samples divided at random, ascending
 */
public record Calibrated(double value, double[] chance) {

    public Calibrated {
        chance = chance.clone();
        Arrays.sort(chance);
    }

    /** {@code (1 + #{chance ≥ value})/(1 + shuffles)}: at most p with probability p if both samples come from one law. */
    public double pValue() {
        int above = 0;
        for (double c : chance) {
            above += c >= value ? 1 : 0;
        }
        return (1.0 + above) / (1 + chance.length);
    }

    /** The q-quantile of what chance makes. */
    public double quantile(double q) {
        return chance[(int) Math.min(chance.length - 1, Math.max(0, Math.ceil(q * chance.length) - 1))];
    }

    @Override
    public String toString() {
        return value + " (by chance alone 95 % are below " + quantile(0.95) + ", p = " + pValue() + ")";
    }
}
