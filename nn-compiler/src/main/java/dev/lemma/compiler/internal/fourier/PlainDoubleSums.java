package dev.lemma.compiler.internal.fourier;

/** {@link DoubleSums} in plain loops. */
final class PlainDoubleSums implements DoubleSums {

    @Override
    public void add(int count, double c, double[] x, int from, double[] y, int to) {
        for (int i = 0; i < count; i++) {
            y[to + i] += c * x[from + i];
        }
    }

    @Override
    public void addProduct(int count, double[] w, int at, double[] x, int from, double[] y, int to) {
        for (int i = 0; i < count; i++) {
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
        add(count, c, x, from, y, to);
        add(count, sign * c, u, fromU, z, toZ);
    }
}
