package dev.lemma.core.compiler;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Draw;
import dev.lemma.core.concurrent.Team;
import java.util.function.IntConsumer;

/** Random numbers from a key, in parts that threads share: the number at a place depends on the key and the place alone. */
final class DrawStep implements Step, IntConsumer {

    private static final int PART = 4096;

    private final Draw draw;
    private final Operands operands;
    private final Team team;
    private final int size;
    private long state;

    DrawStep(Draw draw, Operands operands, Team team) {
        this.draw = draw;
        this.operands = operands;
        this.team = team;
        this.size = draw.shape().size();
    }

    @Override
    public void run() {
        state = 0;
        for (int word = 0; word < 4; word++) {
            state = state << 16 | Places.at("key", operands.array(0), operands.start(0) + word, 1 << 16);
        }
        team.run((size + PART - 1) / PART, this);
    }

    @Override
    public void accept(int part) {
        int from = part * PART;
        int count = Math.min(PART, size - from);
        boolean normal = draw.distribution() == Draw.Distribution.NORMAL;
        if (operands.result() instanceof float[] f) {
            if (normal) {
                Randomness.normal(new Key(state), from, f, operands.resultStart() + from, count);
            } else {
                Randomness.uniform(new Key(state), from, f, operands.resultStart() + from, count);
            }
        } else {
            double[] d = (double[]) operands.result();
            if (normal) {
                Randomness.normal(new Key(state), from, d, operands.resultStart() + from, count);
            } else {
                Randomness.uniform(new Key(state), from, d, operands.resultStart() + from, count);
            }
        }
    }
}
