package dev.lemma.core.data;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;

/**
 * Orders drawn by a key, all n! of them equally likely (as far as 64 bits of key reach): Fisher and Yates' shuffle.
 *
 * <p>Draw number c is the 64-bit state of {@code key.at(c)}. A number below b is its product with b, shifted right by
 * 64; the few states that would make some results likelier are rejected.
 *
 * @see <a href="https://doi.org/10.1145/3230636">Lemire 2019, Fast random integer generation in an interval</a>
 */
public final class Permutation {

    private Permutation() {}

    /** The numbers 0 to n − 1 in the order of the key. Cost O(n). */
    public static int[] of(int n, Key key) {
        Check.atLeast("n", n, 0);
        Check.given("key", key);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        long counter = 0;
        for (int last = n - 1; last > 0; last--) {
            long bound = last + 1L;
            long bits = key.at(counter++).state();
            if (Long.compareUnsigned(bits * bound, bound) < 0) {
                long threshold = Long.remainderUnsigned(-bound, bound);
                while (Long.compareUnsigned(bits * bound, threshold) < 0) {
                    bits = key.at(counter++).state();
                }
            }
            int chosen = (int) highUnsigned(bits, bound);
            int swap = order[last];
            order[last] = order[chosen];
            order[chosen] = swap;
        }
        return order;
    }

    /** The upper 64 bits of the product of an unsigned number and one below 2³¹. */
    private static long highUnsigned(long bits, long bound) {
        return Math.multiplyHigh(bits, bound) + (bits >> 63 & bound);
    }
}
