package dev.lemma.generative.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;

/**
 * Waves of a time u in [0, 1]: {@code sin(ω_k u), cos(ω_k u)}, ω in geometric progression.
 *
 * @param pairs number of frequencies
 * @param lowest the first ω &gt; 0
 * @param highest the last
 */
public record TimeEmbedding(int pairs, double lowest, double highest) {

    public TimeEmbedding {
        Check.atLeastOne("pairs", pairs);
        Check.positive("lowest", lowest);
        Check.positive("highest", highest);
    }

    /** So many frequencies, an octave apart, from half a turn. */
    public static TimeEmbedding octaves(int pairs) {
        return new TimeEmbedding(pairs, Math.PI, Math.PI * Math.pow(2, pairs - 1.0));
    }

    /** How many numbers it gives. */
    public int width() {
        return 2 * pairs;
    }

    /** [n, 1] to [n, 2·pairs], all sines first. */
    public Tensor of(Tensor time) {
        double[] frequencies = new double[pairs];
        for (int k = 0; k < pairs; k++) {
            frequencies[k] = pairs == 1 ? lowest : lowest * Math.pow(highest / lowest, k / (pairs - 1.0));
        }
        Tensor angles = time.times(Tensor.literal(Array.vector(frequencies).as(time.type())));
        return Tensor.concat(1, angles.sin(), angles.cos());
    }
}
