package dev.lemma.compiler.internal.window;

import org.jspecify.annotations.Nullable;

/**
 * {@link PairMaximum} in plain Java, without a branch that ordinary data could mislead: a wrong guess costs more than the
 * window.
 */
final class PlainPairMaximum implements PairMaximum {

    @Override
    public void planes(
            int planes,
            float[] x,
            int from,
            int inH,
            int inW,
            float[] places,
            int to,
            float @Nullable [] values,
            int valuesTo) {
        int outH = inH / 2;
        int outW = inW / 2;
        float[] maxima = values == null ? places : values;
        int maximaTo = values == null ? to : valuesTo;
        for (int row = 0; row < planes * outH; row++) {
            int start = from + row / outH * inH * inW;
            int place = row % outH * 2 * inW;
            row(x, start, place, inW, outW, places, to + row * outW, maxima, maximaTo + row * outW);
        }
    }

    /** The first {@code n} windows of the row of windows at {@code place}; places overwrite maxima in the same array. */
    static void row(
            float[] x, int from, int place, int inW, int n, float[] places, int to, float[] maxima, int maximaTo) {
        for (int j = 0; j < n; j++) {
            int p = place + 2 * j;
            int at = from + p;
            float a = x[at];
            float b = x[at + 1];
            float c = x[at + inW];
            float d = x[at + inW + 1];
            float sum = a + b + c + d;
            int best;
            if (sum - sum == 0) {
                int top = below(a, b);
                int bottom = below(c, d);
                best = p + top + below(Math.max(a, b), Math.max(c, d)) * (inW + bottom - top);
            } else {
                best = better(x, from, better(x, from, better(x, from, p, p + 1), p + inW), p + inW + 1);
            }
            maxima[maximaTo + j] = x[from + best];
            places[to + j] = best;
        }
    }

    /** 1 if {@code a < b}, else 0, for finite numbers. Adding zero makes −0 of equal zeros +0. */
    private static int below(float a, float b) {
        return Float.floatToRawIntBits(a - b + 0f) >>> 31;
    }

    private static int better(float[] x, int from, int best, int other) {
        float a = x[from + best];
        float b = x[from + other];
        return b > a || b != b && a == a ? other : best;
    }
}
