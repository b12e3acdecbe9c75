package dev.lemma.core.compiler;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draw;
import dev.lemma.core.compiler.chain.ChainCompiler;
import dev.lemma.core.compiler.chain.ChainKernel;
import dev.lemma.core.concurrent.Team;
import java.util.function.IntConsumer;

/**
 * Random numbers from a key, in parts that threads share: the number at a place depends on the key and the place alone. float32 numbers come from chains,
 * float64 ones from {@link Randomness}.
 */
final class DrawStep implements Step, IntConsumer {

    /** Numbers per part; even, so that pairs of normal numbers stay together. */
    private static final int PART = 8192;

    private static final int[] WORD_OFFSETS = {0, 0, 1, 0, 0};
    private static final int[] STRIDES = new int[5];

    private final Draw draw;
    private final Operands operands;
    private final Team team;
    private final int size;
    private final int parts;
    private final boolean normal;
    private final ChainKernel words;
    private final ChainKernel numbers;
    /** Per part: counters, two words, two halves of pairs; made for float32 only. */
    private final float[][][] scratch;

    private final float[][][] wordArrays;
    private final float[][][] numberArrays;
    private final int[][] numberOffsets;
    private final float[] key = new float[2];
    private long state;

    DrawStep(Draw draw, Operands operands, Binding binding, ChainCompiler chains, Team team) {
        this.draw = draw;
        this.operands = operands;
        this.team = team;
        this.size = draw.shape().size();
        this.parts = (size + PART - 1) / PART;
        this.normal = draw.distribution() == Draw.Distribution.NORMAL;
        this.words = chains.compile(DrawChains.WORDS);
        this.numbers = chains.compile(normal ? DrawChains.NORMAL : DrawChains.UNIFORM);
        this.scratch = new float[draw.type() == DType.FLOAT32 ? parts : 0][5][];
        this.wordArrays = new float[scratch.length][][];
        this.numberArrays = new float[scratch.length][][];
        this.numberOffsets = new int[scratch.length][4];
        for (int part = 0; part < scratch.length; part++) {
            int count = counters(part);
            for (int i = 0; i < 5; i++) {
                scratch[part][i] = (float[]) binding.scratch(DType.FLOAT32, count);
            }
            int first = normal ? part * PART / 2 : part * PART;
            for (int i = 0; i < count; i++) {
                scratch[part][0][i] = Float.intBitsToFloat(first + i);
            }
            float[][] own = scratch[part];
            wordArrays[part] = new float[][] {own[0], key, key, own[1], own[2]};
            numberArrays[part] = normal
                    ? new float[][] {own[1], own[2], own[3], own[4]}
                    : new float[][] {own[1], (float[]) operands.result()};
            numberOffsets[part][1] = normal ? 0 : operands.resultStart() + part * PART;
        }
    }

    private int count(int part) {
        return Math.min(PART, size - part * PART);
    }

    private int counters(int part) {
        return normal ? (count(part) + 1) / 2 : count(part);
    }

    @Override
    public void run() {
        state = operands.key(0).state();
        key[0] = Float.intBitsToFloat((int) (state >>> 32));
        key[1] = Float.intBitsToFloat((int) state);
        team.run(parts, this);
    }

    @Override
    public void accept(int part) {
        int from = part * PART;
        int count = count(part);
        int start = operands.resultStart() + from;
        if (operands.result() instanceof double[] d) {
            if (normal) {
                Randomness.normal(new Key(state), from, d, start, count);
            } else {
                Randomness.uniform(new Key(state), from, d, start, count);
            }
            return;
        }
        float[] result = (float[]) operands.result();
        float[][] own = scratch[part];
        int counters = counters(part);
        words.run(wordArrays[part], WORD_OFFSETS, STRIDES, 1, counters);
        numbers.run(numberArrays[part], numberOffsets[part], STRIDES, 1, counters);
        if (!normal) {
            return;
        }
        for (int i = 0; i < count / 2; i++) {
            result[start + 2 * i] = own[3][i];
            result[start + 2 * i + 1] = own[4][i];
        }
        if ((count & 1) == 1) {
            result[start + count - 1] = own[3][count / 2];
        }
    }

    @Override
    public String toString() {
        return draw.toString();
    }
}
