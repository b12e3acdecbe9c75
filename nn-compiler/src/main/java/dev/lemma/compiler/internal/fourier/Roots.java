package dev.lemma.compiler.internal.fourier;

/**
 * Roots of unity {@code e^{−2πik/n}}, within an ulp: k is brought into the first octant with whole numbers, so that no angle is ever rounded before
 * its sine is taken.
 */
final class Roots {

    private Roots() {}

    /** {@code cos(2πk/n)}. */
    static double cosine(long k, long n) {
        long turn = Math.floorMod(k, n);
        // cos is even about 0: into the first half turn.
        if (2 * turn > n) {
            turn = n - turn;
        }
        if (4 * turn > n) {
            return -firstQuarterCosine(n - 2 * turn, 2 * n);
        }
        return firstQuarterCosine(turn, n);
    }

    /** {@code sin(2πk/n)}. */
    static double sine(long k, long n) {
        // sin(2πk/n) = cos(2π(k/n − 1/4)) = cos(2π(4k − n)/4n).
        return cosine(4 * Math.floorMod(k, n) - n, 4 * n);
    }

    /** {@code cos(2πk/n)} for {@code 0 ≤ 4k ≤ n}. */
    private static double firstQuarterCosine(long k, long n) {
        if (8 * k <= n) {
            return StrictMath.cos(2 * Math.PI * k / n);
        }
        // cos(2πk/n) = sin(2π(1/4 − k/n)) = sin(2π(n − 4k)/4n).
        return StrictMath.sin(2 * Math.PI * (n - 4 * k) / (4.0 * n));
    }
}
