package dev.lemma.optim.objective;

import dev.lemma.api.tensor.Array;

/** Between the vectors of methods, float64, and those of executors. */
final class Vectors {

    private Vectors() {}

    static void requireLength(String name, double[] vector, int dimension) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "objective: the " + name + " has " + vector.length + " numbers, expected " + dimension);
        }
    }

    static void copy(Array from, double[] into) {
        if (from.storage() instanceof double[] d) {
            System.arraycopy(d, 0, into, 0, into.length);
            return;
        }
        float[] f = (float[]) from.storage();
        for (int i = 0; i < into.length; i++) {
            into[i] = f[i];
        }
    }

    static void copy(double[] from, Array into) {
        if (into.storage() instanceof double[] d) {
            System.arraycopy(from, 0, d, 0, from.length);
            return;
        }
        float[] f = (float[]) into.storage();
        for (int i = 0; i < from.length; i++) {
            f[i] = (float) from[i];
        }
    }
}
