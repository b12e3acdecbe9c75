package dev.lemma.core.data;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import java.util.Arrays;

/**
 * Which examples an epoch takes, and in which order: they are then cut into batches. A lambda is enough.
 *
 * <pre>{@code
 * Sampler easyFirst = (size, key) -> order;                   // the same numbers of examples in every epoch
 * }</pre>
 *
 * <p>Every epoch takes as many places as the first. What it takes follows from the key alone, so that a training that is resumed in the
 * middle of an epoch continues as it would have.
 */
@FunctionalInterface
public interface Sampler {

    /** Every example once, all orders equally likely: what is used when nothing is said. */
    Sampler EVERY_EXAMPLE_ONCE = new Sampler() {
        @Override
        public int[] epoch(int size, Key key) {
            return Permutation.of(size, key);
        }

        @Override
        public String toString() {
            return "every example once";
        }
    };

    /** Every example once, in the order in which the data are. */
    Sampler IN_ORDER = new Sampler() {
        @Override
        public int[] epoch(int size, Key key) {
            Check.atLeast("size", size, 0);
            Check.given("key", key);
            int[] order = new int[size];
            Arrays.setAll(order, i -> i);
            return order;
        }

        @Override
        public String toString() {
            return "in order";
        }
    };

    /**
     * Numbers of examples, 0 to {@code size − 1}, with or without repetition.
     *
     * @param size number of examples there are
     * @param key of the epoch
     */
    int[] epoch(int size, Key key);

    /**
     * Independent draws in proportion to weights, with replacement: example i is drawn with probability {@code wᵢ/Σw}.
     *
     * @param draws per epoch, at least 1
     * @param weights one for each example: finite, none below 0, not all 0
     */
    static Sampler weighted(int draws, double... weights) {
        Check.given("weights", weights);
        if (draws < 1) {
            throw new IllegalArgumentException("sampler: expected at least 1 draw per epoch, got " + draws);
        }
        double[] upTo = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException(
                        "sampler: weight " + i + " is " + weights[i] + ", expected a finite number of at least 0");
            }
            sum += weights[i];
            upTo[i] = sum;
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException(
                    "sampler: the weights sum to " + sum + ", expected a finite number above 0");
        }
        double total = sum;
        int most = last(weights);
        return (size, key) -> {
            if (size != upTo.length) {
                throw new IllegalArgumentException(
                        "sampler: " + upTo.length + " weights for " + size + " examples, expected one for each");
            }
            double[] uniform = new double[draws];
            Randomness.uniform(key, uniform);
            int[] order = new int[draws];
            for (int i = 0; i < draws; i++) {
                // The first place whose sum is above the draw: one of weight 0 has the sum of the place before it.
                int found = Arrays.binarySearch(upTo, uniform[i] * total);
                int place = found < 0 ? -found - 1 : found + 1;
                while (place < most && upTo[place] <= uniform[i] * total) {
                    place++;
                }
                order[i] = Math.min(place, most);
            }
            return order;
        };
    }

    /** The last place that is not 0. */
    private static int last(double[] weights) {
        int last = weights.length - 1;
        while (last > 0 && weights[last] == 0) {
            last--;
        }
        return last;
    }
}
