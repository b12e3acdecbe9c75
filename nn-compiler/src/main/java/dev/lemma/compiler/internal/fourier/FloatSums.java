package dev.lemma.compiler.internal.fourier;

/** Sums of multiples of runs of numbers, float32. */
interface FloatSums {

    /** {@code y ← y + c·x}. */
    void add(int count, float c, float[] x, int from, float[] y, int to);

    /** {@code y ← y + w·x}, element by element. */
    void addProduct(int count, float[] w, int at, float[] x, int from, float[] y, int to);

    /** {@code y ← y + c·x} and {@code z ← z + sign·c·u}: a real multiple of complex numbers, or of their conjugates. */
    void addBoth(
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
            int toZ);
}
