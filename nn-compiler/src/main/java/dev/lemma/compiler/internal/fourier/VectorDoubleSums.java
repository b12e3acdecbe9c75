package dev.lemma.compiler.internal.fourier;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link DoubleSums} in the Vector API. Loaded only if {@link Vectors} says so. */
final class VectorDoubleSums implements DoubleSums {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();

    @Override
    public void add(int count, double c, double[] x, int from, double[] y, int to) {
        DoubleVector factor = DoubleVector.broadcast(SPECIES, c);
        int i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            DoubleVector.fromArray(SPECIES, x, from + i)
                    .fma(factor, DoubleVector.fromArray(SPECIES, y, to + i))
                    .intoArray(y, to + i);
        }
        for (; i < count; i++) {
            y[to + i] += c * x[from + i];
        }
    }

    @Override
    public void addProduct(int count, double[] w, int at, double[] x, int from, double[] y, int to) {
        int i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            DoubleVector.fromArray(SPECIES, x, from + i)
                    .fma(DoubleVector.fromArray(SPECIES, w, at + i), DoubleVector.fromArray(SPECIES, y, to + i))
                    .intoArray(y, to + i);
        }
        for (; i < count; i++) {
            y[to + i] += w[at + i] * x[from + i];
        }
    }

    @Override
    public void addBoth(
            int count,
            double c,
            double sign,
            double[] x,
            int from,
            double[] u,
            int fromU,
            double[] y,
            int to,
            double[] z,
            int toZ) {
        DoubleVector real = DoubleVector.broadcast(SPECIES, c);
        DoubleVector imaginary = DoubleVector.broadcast(SPECIES, sign * c);
        int i = 0;
        for (; i + WIDTH <= count; i += WIDTH) {
            DoubleVector.fromArray(SPECIES, x, from + i)
                    .fma(real, DoubleVector.fromArray(SPECIES, y, to + i))
                    .intoArray(y, to + i);
            DoubleVector.fromArray(SPECIES, u, fromU + i)
                    .fma(imaginary, DoubleVector.fromArray(SPECIES, z, toZ + i))
                    .intoArray(z, toZ + i);
        }
        for (; i < count; i++) {
            y[to + i] += c * x[from + i];
            z[toZ + i] += sign * c * u[fromU + i];
        }
    }
}
