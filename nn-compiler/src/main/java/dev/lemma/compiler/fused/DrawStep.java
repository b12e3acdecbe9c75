package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.concurrent.Desks;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.chain.ChainCompiler;
import dev.lemma.compiler.internal.chain.ChainKernel;
import dev.lemma.compiler.internal.kernel.MoveKernels;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers from a key, in parts that threads share: the number at a place depends on the key and the place alone.
 *
 * <p>A part is a few kilobytes, so that words and halves of pairs stay in the nearest cache between the chains that make and
 * use them. A float32 pair of normal numbers takes one counter, a float64 pair two: the first half of the words is then for
 * the radii, the second for the angles.
 */
final class DrawStep implements Runnable, IntConsumer {

    /** Numbers per part; even, so that pairs of normal numbers stay together. */
    private static final int PART = 2048;

    private static final int PAIRS = PART / 2;

    private final Draw draw;
    private final Place operand;
    private final Place result;
    private final Team team;
    private final int keys;
    private final int size;
    /** Where the numbers of the key at hand are put. */
    private int to;

    private final int parts;
    private final boolean normal;
    private final boolean single;
    private final ChainKernel words;
    private final ChainKernel numbers;
    /** Counters of a part less its first, as bits. */
    private final float[] places;

    private final @Nullable Place first;
    private final float[] key = new float[2];
    private final Desks<Scratch> desks;
    /** The place of the first number, set before the parts run. */
    private int begin;

    /** What one part needs while it runs. */
    private static final class Scratch {

        final float[] first = new float[1];
        final float[][] wordArrays;
        final int[] wordOffsets = {0, 0, 0, 1, 0, 0};
        final int[] wordStrides = {PAIRS, 0, 0, 0, PAIRS, PAIRS};
        /** Both words, and in float64 their 64 bits; then both halves of pairs, or the result. */
        final Object[] numberArrays;

        final int[] numberOffsets = new int[4];
        final int[] numberStrides = new int[4];

        Scratch(float[] places, float[] key, Object[] numberArrays, float[] word0, float[] word1) {
            this.wordArrays = new float[][] {places, first, key, key, word0, word1};
            this.numberArrays = numberArrays;
        }
    }

    DrawStep(Draw draw, Tensor node, Workplace at, ChainCompiler chains) {
        this.draw = draw;
        this.operand = at.operand(0);
        this.first = node.operands().size() > 1 ? at.operand(1) : null;
        this.result = at.result();
        this.team = at.team();
        this.keys = operand.layout().size() / 4;
        this.size = draw.shape().size();
        this.parts = (size + PART - 1) / PART;
        this.normal = draw.distribution() == Draw.Distribution.NORMAL;
        this.single = draw.type() == DType.FLOAT32;
        this.words = chains.compile(DrawChains.WORDS);
        this.numbers = chains.compile(!normal ? DrawChains.UNIFORM : single ? DrawChains.NORMAL : DrawChains.NORMAL_64);
        int counters = Math.min(PART, (size + 1) / 2 * 2);
        this.places = (float[]) at.memory(DType.FLOAT32, normal && !single ? PART : counters);
        for (int i = 0; i < places.length; i++) {
            boolean angle = i >= PAIRS;
            places[i] = Float.intBitsToFloat(!normal || single ? i : angle ? 2 * (i - PAIRS) + 1 : 2 * i);
        }
        this.desks = new Desks<>(team, parts, () -> scratch(at));
    }

    private Scratch scratch(Workplace at) {
        float[] word0 = (float[]) at.memory(DType.FLOAT32, places.length);
        float[] word1 = (float[]) at.memory(DType.FLOAT32, places.length);
        Object[] arrays;
        if (!normal) {
            arrays = single ? new float[][] {word0, result.floats()} : new float[0][];
        } else if (single) {
            arrays = new float[][] {word0, word1, (float[]) half(at), (float[]) half(at)};
        } else {
            arrays = new double[4][];
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = half(at);
            }
        }
        return new Scratch(places, key, arrays, word0, word1);
    }

    private Object half(Workplace at) {
        return at.memory(draw.type(), Math.min(PAIRS, (size + 1) / 2));
    }

    @Override
    public void run() {
        boolean one = first == null || first.layout().size() == 1;
        for (int i = 0; i < keys; i++) {
            long state = MoveKernels.key(operand, i).state();
            key[0] = Float.intBitsToFloat((int) (state >>> 32));
            key[1] = Float.intBitsToFloat((int) state);
            begin = first == null ? 0 : draw.first(first.get(one ? 0 : i));
            to = result.start() + i * size;
            team.run(parts, this);
        }
    }

    @Override
    public void accept(int part) {
        Scratch own = desks.take();
        try {
            draw(part, own);
        } finally {
            desks.give(own);
        }
    }

    private void draw(int part, Scratch own) {
        int from = part * PART;
        int count = Math.min(PART, size - from);
        int pairs = (count + 1) / 2;
        int start = to + from;
        int place = begin + from;
        own.first[0] = Float.intBitsToFloat(normal && single ? place / 2 : place);
        if (normal && !single) {
            words.run(own.wordArrays, own.wordOffsets, own.wordStrides, 2, pairs);
            join(own, 0, pairs, (double[]) own.numberArrays[0]);
            join(own, PAIRS, pairs, (double[]) own.numberArrays[1]);
        } else {
            words.run(own.wordArrays, own.wordOffsets, own.wordStrides, 1, normal ? pairs : count);
        }
        if (normal) {
            numbers.run(own.numberArrays, own.numberOffsets, own.numberStrides, 1, pairs);
            if (single) {
                float[] to = result.floats();
                interleave((float[]) own.numberArrays[2], (float[]) own.numberArrays[3], to, start, count);
            } else {
                double[] to = result.doubles();
                interleave((double[]) own.numberArrays[2], (double[]) own.numberArrays[3], to, start, count);
            }
        } else if (single) {
            own.numberOffsets[1] = start;
            numbers.run(own.numberArrays, own.numberOffsets, own.numberStrides, 1, count);
        } else {
            uniform(own.wordArrays[4], own.wordArrays[5], result.doubles(), start, count);
        }
    }

    /** Both words of each counter side by side, as the bits of a real. */
    private static void join(Scratch own, int from, int count, double[] to) {
        float[] high = own.wordArrays[4];
        float[] low = own.wordArrays[5];
        for (int i = 0; i < count; i++) {
            to[i] = Double.longBitsToDouble(bits(high[from + i], low[from + i]));
        }
    }

    private static long bits(float high, float low) {
        return ((long) Float.floatToRawIntBits(high) << 32) | (Float.floatToRawIntBits(low) & 0xFFFFFFFFL);
    }

    private static void uniform(float[] high, float[] low, double[] to, int start, int count) {
        for (int i = 0; i < count; i++) {
            to[start + i] = (bits(high[i], low[i]) >>> 11) * 0x1p-53;
        }
    }

    private static void interleave(float[] even, float[] odd, float[] to, int start, int count) {
        for (int i = 0; i < count / 2; i++) {
            to[start + 2 * i] = even[i];
            to[start + 2 * i + 1] = odd[i];
        }
        if ((count & 1) == 1) {
            to[start + count - 1] = even[count / 2];
        }
    }

    private static void interleave(double[] even, double[] odd, double[] to, int start, int count) {
        for (int i = 0; i < count / 2; i++) {
            to[start + 2 * i] = even[i];
            to[start + 2 * i + 1] = odd[i];
        }
        if ((count & 1) == 1) {
            to[start + count - 1] = even[count / 2];
        }
    }

    @Override
    public String toString() {
        return draw.toString();
    }
}
