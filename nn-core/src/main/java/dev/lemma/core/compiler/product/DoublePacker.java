package dev.lemma.core.compiler.product;

/** Moves part of a float64 matrix into a panel; see {@link FloatPacker}. */
interface DoublePacker {
    void run(double[] from, int fo, int fs, double[] to, int at, int ts, int count);
}
