package dev.lemma.optim.sampling;

import dev.lemma.api.tensor.Array;

/**
 * What a run of Markov chains leaves.
 *
 * @param positions [samples, d, chains], in the order of time
 * @param acceptance the part of the proposals after the burn-in that were taken; 1 for a method that takes all
 */
public record Samples(Array positions, double acceptance) {

    /** Coordinate i of all samples of all chains, time by time. */
    public double[] coordinate(int i) {
        int d = positions.shape().extent(1);
        int chains = positions.shape().extent(2);
        int count = positions.shape().extent(0);
        if (i < 0 || i >= d) {
            throw new IllegalArgumentException("coordinate: expected 0 to " + (d - 1) + ", got " + i);
        }
        double[] all = positions.toDoubles();
        double[] chosen = new double[count * chains];
        for (int sample = 0; sample < count; sample++) {
            System.arraycopy(all, (sample * d + i) * chains, chosen, sample * chains, chains);
        }
        return chosen;
    }

    /** The last positions [d, chains], from which another run may go on. */
    public Array last() {
        int d = positions.shape().extent(1);
        int chains = positions.shape().extent(2);
        int count = positions.shape().extent(0);
        return positions.rows(count - 1, count).reshape(d, chains);
    }
}
