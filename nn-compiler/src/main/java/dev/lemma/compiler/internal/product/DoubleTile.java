package dev.lemma.compiler.internal.product;

/** A register tile of a float64 product; see {@link FloatTile}. */
interface DoubleTile {
    void run(double[] a, int ao, int ars, int acs, double[] b, int bo, int bs, double[] c, int co, int ldc, int k);
}
