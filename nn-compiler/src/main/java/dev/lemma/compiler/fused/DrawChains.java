package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.chain.Chain;
import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.elementary.Elementary;

/**
 * The random numbers of {@link dev.lemma.api.random.Randomness} as chains: integers travel as the bits of reals.
 *
 * <p>{@link #WORDS} turns counters and a key into the two words of Threefry-2×32; the others turn words into numbers.
 */
final class DrawChains {

    private static final int PARITY = 0x1BD11BDA;
    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};

    /** {@code sin(2πr)/r} as a polynomial in r², |r| ≤ ⅛: interpolation at Chebyshev's points, error 2e-17. */
    private static final double[] SINE_OF_TURNS = {
        0x1.921fb54442d18p+2,
        -0x1.4abbce625be41p+5,
        0x1.466bc677587f8p+6,
        -0x1.32d2cce2e5b19p+6,
        0x1.50782fda12d96p+5,
        -0x1.e30071afc3e59p+3,
        0x1.e3f38399551bfp+1
    };

    /** {@code cos(2πr)} as a polynomial in r², |r| ≤ ⅛: interpolation at Chebyshev's points, error 3e-20. */
    private static final double[] COSINE_OF_TURNS = {
        0x1.0000000000000p+0, -0x1.3bd3cc9be45dep+4, 0x1.03c1f081b5aacp+6, -0x1.55d3c7e3c90f8p+6,
        0x1.e1f5068355e15p+5, -0x1.a6d1ec7906c20p+4, 0x1.f9cc41140bb60p+2, -0x1.b264ba152378ap+0
    };

    /** The same for float32, error 2e-8 (of 2π). */
    private static final double[] SINE_OF_TURNS_32 = {
        0x1.921fb52f775b6p+2, -0x1.4abbb995f62a8p+5, 0x1.465ec38ef6df5p+6, -0x1.2d9b405c3fd58p+6
    };

    /** The same for float32, with its first coefficient 1, error 6e-11. */
    private static final double[] COSINE_OF_TURNS_32 = {
        0x1.0p+0, -0x1.3bd3cc7313b31p+4, 0x1.03c1dc16cde6ep+6, -0x1.55c57912f05fdp+6, 0x1.d9c2e7f15bcf2p+5
    };

    /**
     * Inputs: counters below 2³² less the first, the first, the two words of the key (splats). Stores: both words of the
     * result.
     */
    static final Chain WORDS = words();

    /** Input: the first word. Stores: {@code ⌊word/2⁸⌋·2⁻²⁴}. */
    static final Chain UNIFORM = uniform();

    /**
     * Inputs: both words. Stores: {@code √(−2 ln u₁)·(cos 2πu₂, sin 2πu₂)}, {@code u₁ = (word₀ + 1)·2⁻³²}, {@code u₂ =
     * word₁·2⁻³²}.
     */
    static final Chain NORMAL = normal();

    /**
     * float64. Inputs: 64 bits each, both words of one counter and both of the next. Stores: {@code √(−2 ln u₁)·(cos 2πu₂, sin
     * 2πu₂)}, {@code u₁ = (⌊bits₀/2¹¹⌋ + 1)·2⁻⁵³}, {@code u₂ = ⌊bits₁/2¹¹⌋·2⁻⁵³}.
     */
    static final Chain NORMAL_64 = normal64();

    private DrawChains() {}

    private static Chain words() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int place = b.bits(b.input(false));
        int first = b.bits(b.input(true));
        int[] key = {b.bits(b.input(true)), b.bits(b.input(true)), 0};
        key[2] = b.xor(b.xor(b.integer(PARITY), key[0]), key[1]);
        int x0 = key[0];
        int x1 = b.iadd(place, b.iadd(first, key[1]));
        for (int block = 1; block <= 5; block++) {
            int round = (block & 1) == 1 ? 0 : 4;
            for (int r = round; r < round + 4; r++) {
                x0 = b.iadd(x0, x1);
                int rotated = b.or(b.shiftLeft(x1, ROTATIONS[r]), b.shiftRight(x1, 32 - ROTATIONS[r]));
                x1 = b.xor(rotated, x0);
            }
            x0 = b.iadd(x0, key[block % 3]);
            x1 = b.iadd(x1, b.iadd(key[(block + 1) % 3], b.integer(block)));
        }
        b.store(b.real(x0));
        b.store(b.real(x1));
        return b.build();
    }

    /** The number of a word of at most 23 bits (52 in float64): put behind the leading bit of 2²³ (2⁵²). */
    private static int small(ChainBuilder b, int word) {
        int magic = b.constant(b.type() == DType.FLOAT32 ? 0x1p23 : 0x1p52);
        return b.sub(b.real(b.or(word, b.bits(magic))), magic);
    }

    private static Chain uniform() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int word = b.bits(b.input(false));
        int high = small(b, b.shiftRight(word, 16));
        int low = small(b, b.and(b.shiftRight(word, 8), b.integer(0xFF)));
        b.store(b.mul(b.fma(high, b.constant(0x1p8), low), b.constant(0x1p-24)));
        return b.build();
    }

    private static Chain normal() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int first = b.bits(b.input(false));
        int second = b.bits(b.input(false));
        int mask = b.integer(0xFFFF);
        int scale = b.constant(0x1p-16);
        int tiny = b.constant(0x1p-32);
        // u₁ = head + tail exactly, log u₁ = log head + tail/head: near 1 the rounding of u₁ alone would spoil it.
        int high = b.mul(small(b, b.shiftRight(first, 16)), scale);
        int low = b.mul(b.add(small(b, b.and(first, mask)), b.constant(1)), tiny);
        int head = b.add(high, low);
        int tail = b.sub(low, b.sub(head, high));
        int log = b.add(Elementary.LOG.expand(b, head), b.div(tail, head));
        int radius = b.sqrt(b.max(b.mul(log, b.constant(-2)), b.constant(0)));
        // u₂ = n/4 + r, |r| ≤ ⅛, in whole numbers: r keeps its 24 bits however small it is.
        int n = b.shiftRight(b.iadd(second, b.integer(1 << 29)), 30);
        int rest = b.isub(second, b.shiftLeft(n, 30));
        int magic = b.constant(0x1.8p23);
        int above = b.sub(b.real(b.iadd(b.shiftRightArithmetic(rest, 16), b.bits(magic))), magic);
        int r = b.fma(small(b, b.and(rest, mask)), tiny, b.mul(above, scale));
        circle(b, n, r, radius, COSINE_OF_TURNS_32, SINE_OF_TURNS_32);
        return b.build();
    }

    private static Chain normal64() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT64);
        int first = b.shiftRight(b.bits(b.input(false)), 11);
        int second = b.shiftRight(b.bits(b.input(false)), 11);
        int mask = b.integer((1 << 26) - 1);
        int high = b.constant(0x1p-27);
        int tiny = b.constant(0x1p-53);
        int u1 = b.fma(
                b.add(small(b, b.and(first, mask)), b.constant(1)),
                tiny,
                b.mul(small(b, b.shiftRight(first, 26)), high));
        int u2 = b.fma(small(b, b.and(second, mask)), tiny, b.mul(small(b, b.shiftRight(second, 26)), high));
        // + 0 because −2·log 1 is −0, whose root is −0: then both numbers would have the wrong sign of zero.
        int radius = b.sqrt(b.add(b.mul(Elementary.LOG.expand(b, u1), b.constant(-2)), b.constant(0)));
        int offset = b.constant(0x1.8p52);
        int shifted = b.fma(u2, b.constant(4), offset);
        int r = b.fma(b.sub(shifted, offset), b.constant(-0.25), u2);
        circle(b, b.bits(shifted), r, radius, COSINE_OF_TURNS, SINE_OF_TURNS);
        return b.build();
    }

    /** Stores {@code radius·(cos, sin)(2πu)}, u = n/4 + r, |r| ≤ ⅛: the low bits of n say what cos and sin of 2πr become. */
    private static void circle(
            ChainBuilder b, int n, int r, int radius, double[] cosineCoefficients, double[] sineCoefficients) {
        int top = 8 * b.type().bytes() - 1;
        int v = b.mul(r, r);
        int cosine = b.bits(b.mul(radius, horner(b, v, cosineCoefficients)));
        int sine = b.bits(b.mul(b.mul(radius, r), horner(b, v, sineCoefficients)));
        int odd = b.isub(b.integer(0), b.and(n, b.integer(1)));
        int exchange = b.and(b.xor(cosine, sine), odd);
        int sign = b.shiftLeft(b.integer(1), top);
        int left = b.and(b.shiftLeft(b.iadd(n, b.integer(1)), top - 1), sign);
        int below = b.and(b.shiftLeft(n, top - 1), sign);
        b.store(b.real(b.xor(b.xor(cosine, exchange), left)));
        b.store(b.real(b.xor(b.xor(sine, exchange), below)));
    }

    private static int horner(ChainBuilder b, int x, double[] c) {
        int p = b.constant(c[c.length - 1]);
        for (int k = c.length - 2; k >= 0; k--) {
            p = b.fma(p, x, b.constant(c[k]));
        }
        return p;
    }
}
