package dev.lemma.api.random;

/**
 * Numbers from keys. The number at place i is a function of the key and of i alone: Threefry-2×32 with 20 rounds as a counter-based generator.
 *
 * <pre>{@code
 * uniform (float64): ⌊2⁵³ u⌋ from the 64 bits at counter i
 * normal  (float64): √(−2 ln u₁) · (cos, sin)(2π u₂) for places 2p and 2p + 1, u₁ ∈ (0, 1] and u₂ from the bits at counters 2p and 2p + 1
 * float32:           the same with 24 and 32 bits: one counter gives (u₁, u₂) of a pair of normal numbers
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3</a>
 */
public final class Randomness {

    private static final int PARITY = 0x1BD11BDA;
    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};
    private static final double TWO_PI = 2 * Math.PI;

    private Randomness() {}

    /** The 64 bits of a key at a counter. */
    public static long bits(Key key, long counter) {
        int k0 = (int) (key.state() >>> 32);
        int k1 = (int) key.state();
        int k2 = PARITY ^ k0 ^ k1;
        int x0 = (int) (counter >>> 32) + k0;
        int x1 = (int) counter + k1;
        for (int block = 1; block <= 5; block++) {
            int first = (block & 1) == 1 ? 0 : 4;
            for (int r = first; r < first + 4; r++) {
                x0 += x1;
                x1 = Integer.rotateLeft(x1, ROTATIONS[r]) ^ x0;
            }
            int phase = block % 3;
            x0 += phase == 0 ? k0 : phase == 1 ? k1 : k2;
            x1 += (phase == 0 ? k1 : phase == 1 ? k2 : k0) + block;
        }
        return ((long) x0 << 32) | (x1 & 0xFFFFFFFFL);
    }

    /** Fills with the numbers uniform on [0, 1) that stand at places 0, 1, … */
    public static void uniform(Key key, double[] into) {
        uniform(key, 0, into, 0, into.length);
    }

    /** The numbers uniform on [0, 1) that stand at places {@code first}, {@code first + 1}, … */
    public static void uniform(Key key, int first, double[] into, int offset, int count) {
        for (int i = 0; i < count; i++) {
            into[offset + i] = (bits(key, first + i) >>> 11) * 0x1p-53;
        }
    }

    /** The float32 numbers uniform on [0, 1) that stand at places {@code first}, {@code first + 1}, … */
    public static void uniform(Key key, int first, float[] into, int offset, int count) {
        for (int i = 0; i < count; i++) {
            into[offset + i] = (bits(key, first + i) >>> 40) * 0x1p-24f;
        }
    }

    /** Fills with the standard normal numbers that stand at places 0, 1, … */
    public static void normal(Key key, double[] into) {
        normal(key, 0, into, 0, into.length);
    }

    /** The standard normal numbers that stand at places {@code first}, which is even, {@code first + 1}, … */
    public static void normal(Key key, int first, double[] into, int offset, int count) {
        for (int i = 0; i < count; i += 2) {
            double radius = Math.sqrt(-2 * Math.log(((bits(key, first + i) >>> 11) + 1) * 0x1p-53));
            double angle = TWO_PI * ((bits(key, first + i + 1L) >>> 11) * 0x1p-53);
            into[offset + i] = radius * Math.cos(angle);
            if (i + 1 < count) {
                into[offset + i + 1] = radius * Math.sin(angle);
            }
        }
    }

    /** The float32 standard normal numbers that stand at places {@code first}, which is even, {@code first + 1}, … */
    public static void normal(Key key, int first, float[] into, int offset, int count) {
        for (int i = 0; i < count; i += 2) {
            long bits = bits(key, (first + i) >>> 1);
            double radius = Math.sqrt(-2 * Math.log(((bits >>> 32) + 1) * 0x1p-32));
            double angle = TWO_PI * ((bits & 0xFFFFFFFFL) * 0x1p-32);
            into[offset + i] = (float) (radius * Math.cos(angle));
            if (i + 1 < count) {
                into[offset + i + 1] = (float) (radius * Math.sin(angle));
            }
        }
    }

    /** A whole number uniform on [0, bound), without bias, from the counters of {@code key.at(index)}. */
    public static int below(Key key, long index, int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("below: the bound must be at least 1, got " + bound);
        }
        Key own = key.at(index);
        long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
        for (long attempt = 0; ; attempt++) {
            long draw = bits(own, attempt) >>> 1;
            if (draw < limit) {
                return (int) (draw % bound);
            }
        }
    }

    /** A random order of 0 … n − 1, every one of the n! equally likely (Fisher-Yates). */
    public static int[] permutation(Key key, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(key, i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
