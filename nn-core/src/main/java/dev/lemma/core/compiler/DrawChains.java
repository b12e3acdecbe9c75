package dev.lemma.core.compiler;

import dev.lemma.api.tensor.DType;
import dev.lemma.core.compiler.chain.Chain;
import dev.lemma.core.compiler.chain.ChainBuilder;
import dev.lemma.core.compiler.elementary.Elementary;

/**
 * The float32 random numbers of {@link dev.lemma.api.random.Randomness} as chains: integers travel as the bits of reals.
 *
 * <p>{@link #WORDS} turns counters and a key into the two words of Threefry-2×32; the others turn words into numbers.
 */
final class DrawChains {

    private static final int PARITY = 0x1BD11BDA;
    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};

    /** Inputs: counters below 2³², the two words of the key (splats). Stores: both words of the result. */
    static final Chain WORDS = words();

    /** Input: the first word. Stores: {@code ⌊word/2⁸⌋·2⁻²⁴}. */
    static final Chain UNIFORM = uniform();

    /** Inputs: both words. Stores: {@code √(−2 ln u₁)·(cos 2πu₂, sin 2πu₂)}, {@code u₁ = (word₀ + 1)·2⁻³²}, {@code u₂ = word₁·2⁻³²}. */
    static final Chain NORMAL = normal();

    private DrawChains() {}

    private static Chain words() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int counter = b.bits(b.input(false));
        int[] key = {b.bits(b.input(true)), b.bits(b.input(true)), 0};
        key[2] = b.xor(b.xor(b.integer(PARITY), key[0]), key[1]);
        int x0 = key[0];
        int x1 = b.iadd(counter, key[1]);
        for (int block = 1; block <= 5; block++) {
            int first = (block & 1) == 1 ? 0 : 4;
            for (int r = first; r < first + 4; r++) {
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

    /** The number of a word of at most 23 bits: put behind the leading bit of 2²³. */
    private static int small(ChainBuilder b, int word) {
        int magic = b.constant(0x1p23);
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
        int turns = b.fma(small(b, b.and(second, mask)), tiny, b.mul(small(b, b.shiftRight(second, 16)), scale));
        int angle = b.mul(turns, b.constant(2 * Math.PI));
        b.store(b.mul(radius, Elementary.COS.expand(b, angle)));
        b.store(b.mul(radius, Elementary.SIN.expand(b, angle)));
        return b.build();
    }
}
