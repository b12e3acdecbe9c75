package dev.lemma.scattering.group;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;

/** Numbers for these tests. */
final class Fixtures {

    private Fixtures() {}

    static Array normal(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(shape, numbers);
    }

    /** The last places, as many as are named, in another order; by loops, not by the code under test. */
    static Array chosen(Array x, int[] places) {
        double[] from = x.toDoubles();
        double[] to = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i] = from[i / places.length * places.length + places[i % places.length]];
        }
        return Array.of(x.shape(), to);
    }
}
