package dev.lemma.compiler.internal.fourier;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatSums} in the Vector API. Loaded only if {@link Vectors} says so. */
final class VectorFloatSums implements FloatSums {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();

    @Override
    public void add(int count, float c, float[] x, int from, float[] y, int to) {
        FloatVector factor = FloatVector.broadcast(SPECIES, c);
        int i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            FloatVector.fromArray(SPECIES, x, from + i)
                    .fma(factor, FloatVector.fromArray(SPECIES, y, to + i))
                    .intoArray(y, to + i);
        }
        for (; i < count; i++) {
            y[to + i] += c * x[from + i];
        }
    }

    @Override
    public void addProduct(int count, float[] w, int at, float[] x, int from, float[] y, int to) {
        int i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            FloatVector.fromArray(SPECIES, x, from + i)
                    .fma(FloatVector.fromArray(SPECIES, w, at + i), FloatVector.fromArray(SPECIES, y, to + i))
                    .intoArray(y, to + i);
        }
        for (; i < count; i++) {
            y[to + i] += w[at + i] * x[from + i];
        }
    }

    @Override
    public void addBoth(
            int count,
            float c,
            float sign,
            float[] x,
            int from,
            float[] u,
            int fromU,
            float[] y,
            int to,
            float[] z,
            int toZ) {
        FloatVector real = FloatVector.broadcast(SPECIES, c);
        FloatVector imaginary = FloatVector.broadcast(SPECIES, sign * c);
        int i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            FloatVector.fromArray(SPECIES, x, from + i)
                    .fma(real, FloatVector.fromArray(SPECIES, y, to + i))
                    .intoArray(y, to + i);
            FloatVector.fromArray(SPECIES, u, fromU + i)
                    .fma(imaginary, FloatVector.fromArray(SPECIES, z, toZ + i))
                    .intoArray(z, toZ + i);
        }
        for (; i < count; i++) {
            y[to + i] += c * x[from + i];
            z[toZ + i] += sign * c * u[fromU + i];
        }
    }
}
