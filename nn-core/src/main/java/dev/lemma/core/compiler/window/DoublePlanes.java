package dev.lemma.core.compiler.window;

import java.util.Arrays;

/** The moves of float64 numbers, by plain loops. */
abstract class DoublePlanes implements PlaneProducts<double[]> {

    @Override
    public void copy(double[] from, int f, int fStep, double[] to, int t, int tStep, int n) {
        if (fStep == 1 && tStep == 1) {
            System.arraycopy(from, f, to, t, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[t + i * tStep] = from[f + i * fStep];
        }
    }

    @Override
    public void permute(double[] from, int f, double[] to, int t, int[] index) {
        for (int i = 0; i < index.length; i++) {
            to[t + i] = from[f + index[i]];
        }
    }

    @Override
    public void add(double[] a, int from, int to, int n) {
        for (int i = 0; i < n; i++) {
            a[to + i] += a[from + i];
        }
    }

    @Override
    public void zero(double[] a, int from, int to) {
        Arrays.fill(a, from, to, 0);
    }
}
