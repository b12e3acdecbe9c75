package dev.lemma.api.random;

import java.util.Objects;

/**
 * A source of randomness, explicit and splittable: a 64-bit state from which everything drawn follows.
 *
 * <p>There is no global generator. A key is never used up: the same key and the same request give the same numbers, whatever the batch
 * size, the number of threads or the order of the calls. For independent draws take independent keys, by purpose or by count:
 *
 * <pre>{@code
 * Key key = Key.of(0);
 * Key shuffling = key.of("shuffle"), noise = key.of("noise").at(step);
 * }</pre>
 *
 * <p>Children are derived with the finaliser of SplitMix64, whose 64-bit mixing is a bijection: {@code at(i)} and {@code at(j)} of one
 * key differ for i ≠ j. The numbers themselves are drawn from a key by {@link Randomness}.
 *
 * @param state the 64 bits
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators</a>
 */
public record Key(long state) {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** The key of a seed; neighbouring seeds give unrelated keys. */
    public static Key of(long seed) {
        return new Key(mix(seed + GOLDEN_GAMMA));
    }

    /** The i-th child of this key. */
    public Key at(long i) {
        return new Key(mix(mix(state) + GOLDEN_GAMMA * (i + 1)));
    }

    /** The child of this key for a named purpose. */
    public Key of(String purpose) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < Objects.requireNonNull(purpose, "purpose").length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001B3L;
        }
        return new Key(mix(mix(~state) + hash));
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
