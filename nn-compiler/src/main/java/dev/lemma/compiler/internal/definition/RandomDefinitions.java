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

    /** The i-th of some keys. */
    private static Key key(double[] words, int i) {
        long state = 0;
        for (int word = 4 * i; word < 4 * i + 4; word++) {
            state = state << 16 | Index.checked("key", words[word], 1 << 16);
        }
        return new Key(state);
    }

    /** Numbers drawn with a key. */
    public static Definition draw(Draw draw, Tensor node) {
        int size = draw.shape().size();
        return (in, result) -> {
            for (int i = 0; i < in.get(0).length / 4; i++) {
                int first = in.size() < 2 ? 0 : draw.first(in.get(1)[in.get(1).length == 1 ? 0 : i]);
                System.arraycopy(numbers(draw, key(in.get(0), i), first, size), 0, result, i * size, size);
            }
        };
    }

    private static double[] numbers(Draw draw, Key key, int first, int size) {
        boolean normal = draw.distribution() == Draw.Distribution.NORMAL;
        double[] numbers = new double[size];
        if (draw.type() == DType.FLOAT64) {
            if (normal) {
                Randomness.normal(key, first, numbers, 0, size);
            } else {
                Randomness.uniform(key, first, numbers, 0, size);
            }
            return numbers;
        }
        float[] rounded = new float[size];
        if (normal) {
            Randomness.normal(key, first, rounded, 0, size);
        } else {
            Randomness.uniform(key, first, rounded, 0, size);
        }
        for (int i = 0; i < size; i++) {
            numbers[i] = rounded[i];
        }
        return numbers;
    }

    /** The child of a key. */
    public static Definition deriveKey(DeriveKey op, Tensor node) {
        return (in, result) -> {
            for (int i = 0; i < result.length / 4; i++) {
                double index = in.get(1)[in.get(1).length == 1 ? 0 : i];
                Key child = key(in.get(0), i).at((long) index);
                System.arraycopy(Tensor.keyWords(DType.FLOAT64, child).toDoubles(), 0, result, 4 * i, 4);
            }
        };
    }
}
