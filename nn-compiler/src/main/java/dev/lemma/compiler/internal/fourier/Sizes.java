package dev.lemma.compiler.internal.fourier;

import java.util.ArrayList;
import java.util.List;

/** Sizes of transforms: how they fall apart. */
public final class Sizes {

    /** The largest prime that a stage takes, by a dense transform. */
    static final int LARGEST_RADIX = 31;

    private Sizes() {}

    /** The radices of the stages of n points, whose product is n; empty for a size that has a prime factor above 31, and for 1. */
    static List<Integer> radices(int n) {
        List<Integer> odd = new ArrayList<>();
        int rest = n;
        int twos = 0;
        for (; rest % 2 == 0; rest /= 2) {
            twos++;
        }
        for (int prime = 3; prime <= LARGEST_RADIX; prime += 2) {
            for (; rest % prime == 0; rest /= prime) {
                odd.add(prime);
            }
        }
        if (rest != 1) {
            return List.of();
        }
        List<Integer> radices = new ArrayList<>();
        // Eights first, then what is left of the twos: 2, 4, or two fours instead of 8 and 2.
        while (twos > 4 || twos == 3) {
            radices.add(8);
            twos -= 3;
        }
        while (twos >= 2) {
            radices.add(4);
            twos -= 2;
        }
        if (twos == 1) {
            radices.add(2);
        }
        radices.addAll(0, odd);
        return radices;
    }

    static boolean isSmooth(int n) {
        return n == 1 || !radices(n).isEmpty();
    }

    /** The least size of at least n whose prime factors are 2, 3 and 5: those with the fastest stages. */
    public static int nextFast(int n) {
        int best = Integer.highestOneBit(Math.max(1, n));
        if (best < n) {
            best *= 2;
        }
        for (long fives = 1; fives < best; fives *= 5) {
            for (long threes = fives; threes < best; threes *= 3) {
                long size = threes;
                while (size < n) {
                    size *= 2;
                }
                best = (int) Math.min(best, size);
            }
        }
        return best;
    }

    /** A divisor of n next to its root, at least {@code least} on both sides, whose parts are smooth; 0 if there is none. */
    static int divisor(int n, int least) {
        for (int a = (int) Math.sqrt(n); a >= least; a--) {
            if (n % a == 0 && n / a >= least) {
                return a;
            }
        }
        return 0;
    }
}
