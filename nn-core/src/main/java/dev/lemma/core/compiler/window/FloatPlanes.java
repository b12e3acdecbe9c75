package dev.lemma.core.compiler.window;

import java.util.Arrays;

/** The moves of float32 numbers, by plain loops. */
abstract class FloatPlanes implements PlaneProducts<float[]> {

    @Override
    public void copy(float[] from, int f, int fStep, float[] to, int t, int tStep, int n) {
        if (fStep == 1 && tStep == 1) {
            System.arraycopy(from, f, to, t, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[t + i * tStep] = from[f + i * fStep];
        }
    }

    @Override
    public void permute(float[] from, int f, float[] to, int t, int[] index) {
        for (int i = 0; i < index.length; i++) {
            to[t + i] = from[f + index[i]];
        }
    }

    @Override
    public void add(float[] a, int from, int to, int n) {
        for (int i = 0; i < n; i++) {
            a[to + i] += a[from + i];
        }
    }

    @Override
    public void zero(float[] a, int from, int to) {
        Arrays.fill(a, from, to, 0);
    }
}
