package dev.lemma.examples.generative;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;

/** Square pictures [n, 1, s, s] at another side, each pixel between its four neighbours: what a larger scan might have been. */
final class Enlarged {

    private Enlarged() {}

    static Split of(Split pictures, int side) {
        return new Split(of(pictures.train(), side), of(pictures.test(), side));
    }

    private static Dataset of(Dataset pictures, int side) {
        Array x = pictures.featureArray();
        int n = x.shape().extent(0);
        int old = x.shape().extent(2);
        double[] numbers = new double[n * side * side];
        double[] from = x.toDoubles();
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < side; r++) {
                double v = place(r, side, old);
                int above = Math.min((int) v, old - 2);
                for (int c = 0; c < side; c++) {
                    double u = place(c, side, old);
                    int left = Math.min((int) u, old - 2);
                    int at = (i * old + above) * old + left;
                    double top = from[at] + (u - left) * (from[at + 1] - from[at]);
                    double bottom = from[at + old] + (u - left) * (from[at + old + 1] - from[at + old]);
                    numbers[(i * side + r) * side + c] = top + (v - above) * (bottom - top);
                }
            }
        }
        return pictures.withFeatures(Array.of(Shape.of(n, 1, side, side), numbers));
    }

    /** The old coordinate of a new pixel's centre, within the old centres. */
    private static double place(int pixel, int side, int old) {
        return Math.max(0, Math.min(old - 1, (pixel + 0.5) * old / side - 0.5));
    }
}
