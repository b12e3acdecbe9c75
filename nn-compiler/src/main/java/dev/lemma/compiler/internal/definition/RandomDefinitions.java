package dev.lemma.compiler.internal.definition;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.DeriveKey;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;

/** Draws, and the keys they are made with. */
public final class RandomDefinitions {

    private RandomDefinitions() {}

    private static Key key(double[] words) {
        long state = 0;
        for (double word : words) {
            state = state << 16 | Index.checked("key", word, 1 << 16);
        }
        return new Key(state);
    }

    /** Numbers drawn with a key. */
    public static Definition draw(Draw draw, Tensor node) {
        return (in, result) -> {
            Key key = key(in.get(0));
            int first = in.size() > 1 ? draw.first(in.get(1)[0]) : 0;
            boolean normal = draw.distribution() == Draw.Distribution.NORMAL;
            if (draw.type() == DType.FLOAT64) {
                if (normal) {
                    Randomness.normal(key, first, result, 0, result.length);
                } else {
                    Randomness.uniform(key, first, result, 0, result.length);
                }
                return;
            }
            float[] numbers = new float[result.length];
            if (normal) {
                Randomness.normal(key, first, numbers, 0, numbers.length);
            } else {
                Randomness.uniform(key, first, numbers, 0, numbers.length);
            }
            for (int i = 0; i < numbers.length; i++) {
                result[i] = numbers[i];
            }
        };
    }

    /** The child of a key. */
    public static Definition deriveKey(DeriveKey op, Tensor node) {
        return (in, result) -> {
            double[] words = Tensor.keyWords(DType.FLOAT64, key(in.get(0)).at((long) in.get(1)[0]))
                    .toDoubles();
            System.arraycopy(words, 0, result, 0, result.length);
        };
    }
}
