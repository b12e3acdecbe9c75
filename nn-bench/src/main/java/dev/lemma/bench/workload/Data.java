package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Data of the workloads' sizes. What is timed does not depend on the numbers. */
final class Data {

    private Data() {}

    /** float32 numbers uniform on [0, 1). */
    static Array uniform(Key key, int... extents) {
        Shape shape = Shape.of(extents);
        float[] numbers = new float[shape.size()];
        Randomness.uniform(key, 0, numbers, 0, numbers.length);
        return Array.of(shape, numbers);
    }

    /** Standard normal float32 numbers. */
    static Array normal(Key key, int... extents) {
        Shape shape = Shape.of(extents);
        float[] numbers = new float[shape.size()];
        Randomness.normal(key, 0, numbers, 0, numbers.length);
        return Array.of(shape, numbers);
    }

    /** Whole numbers below {@code bound}, uniform, with replacement: classes of samples, or rows of a batch. */
    static Array below(Key key, int bound, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = Randomness.below(key, i, bound);
        }
        return Array.of(Shape.of(count), numbers);
    }

    /** The rows of so many batches. */
    static List<Array> batches(Key key, int samples, int batch, int count) {
        List<Array> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(below(key.at(i), samples, batch));
        }
        return rows;
    }
}
