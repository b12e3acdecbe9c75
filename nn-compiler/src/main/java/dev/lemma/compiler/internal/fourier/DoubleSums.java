package dev.lemma.compiler.internal.fourier;

/** Sums of multiples of runs of numbers, float64. */
interface DoubleSums {

    /** {@code y ← y + c·x}. */
    void add(int count, double c, double[] x, int from, double[] y, int to);

    /** {@code y ← y + w·x}, element by element. */
    void addProduct(int count, double[] w, int at, double[] x, int from, double[] y, int to);

    /** {@code y ← y + c·x} and {@code z ← z + sign·c·u}: a real multiple of complex numbers, or of their conjugates. */
    void addBoth(
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
            int toZ);
}
