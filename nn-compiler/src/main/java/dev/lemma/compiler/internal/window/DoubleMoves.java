package dev.lemma.compiler.internal.window;

import java.util.Arrays;

/** The moves of float64 numbers, by plain loops. */
class DoubleMoves implements Moves<double[]> {

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
    public void copyRows(double[] from, int f, int fPitch, double[] to, int t, int tPitch, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, f + r * fPitch, to, t + r * tPitch, n);
        }
    }

    @Override
    public void transpose(double[] from, int f, int fStep, int rows, double[] to, int t, int tStep, int n) {
        int r = 0;
        for (; r + 8 <= rows; r += 8) {
            transpose8(from, f + r * fStep, fStep, to, t + r, tStep, n);
        }
        for (; r < rows; r++) {
            copy(from, f + r * fStep, 1, to, t + r, tStep, n);
        }
    }

    /** Eight rows at once: what is written lies together. */
    private static void transpose8(double[] from, int f, int fStep, double[] to, int t, int tStep, int n) {
        for (int i = 0; i < n; i++) {
            int source = f + i;
            int target = t + i * tStep;
            to[target] = from[source];
            to[target + 1] = from[source + fStep];
            to[target + 2] = from[source + 2 * fStep];
            to[target + 3] = from[source + 3 * fStep];
            to[target + 4] = from[source + 4 * fStep];
            to[target + 5] = from[source + 5 * fStep];
            to[target + 6] = from[source + 6 * fStep];
            to[target + 7] = from[source + 7 * fStep];
        }
    }

    @Override
    public void permute(double[] from, int f, double[] to, int t, int[] index) {
        for (int i = 0; i < index.length; i++) {
            to[t + i] = from[f + index[i]];
        }
    }

    @Override
    public void add(double[] from, int f, double[] to, int t, int n) {
        for (int i = 0; i < n; i++) {
            to[t + i] += from[f + i];
        }
    }

    @Override
    public void zero(double[] a, int from, int to) {
        Arrays.fill(a, from, to, 0);
    }
}
