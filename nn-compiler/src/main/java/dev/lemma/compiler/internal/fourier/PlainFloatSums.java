package dev.lemma.compiler.internal.fourier;

/** {@link FloatSums} in plain loops. */
final class PlainFloatSums implements FloatSums {

    @Override
    public void add(int count, float c, float[] x, int from, float[] y, int to) {
        for (int i = 0; i < count; i++) {
            y[to + i] += c * x[from + i];
        }
    }

    @Override
    public void addProduct(int count, float[] w, int at, float[] x, int from, float[] y, int to) {
        for (int i = 0; i < count; i++) {
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
        add(count, c, x, from, y, to);
        add(count, sign * c, u, fromU, z, toZ);
    }
}
