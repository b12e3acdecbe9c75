package dev.lemma.compiler.internal.fourier;

import java.util.Arrays;

/** The loops of sub-bands and their adjoints on float32 numbers; real and imaginary parts of either side lie in one array each or far apart in one. */
final class FloatSubbands implements Subbands {

    private final FloatSums sums;

    FloatSubbands(FloatSums sums) {
        this.sums = sums;
    }

    @Override
    public void support(Object filters, int at, int n, int[] bounds, int to) {
        float[] w = (float[]) filters;
        int middle = n / 2 + 1;
        bounds(w, at, 0, middle, bounds, to);
        bounds(w, at, middle, n, bounds, to + 2);
    }

    /** The least run that has all numbers of [from, end) that are not 0. */
    private static void bounds(float[] w, int at, int from, int end, int[] bounds, int to) {
        int low = from;
        int high = end;
        while (low < high && w[at + low] == 0) {
            low++;
        }
        while (high > low && w[at + high - 1] == 0) {
            high--;
        }
        bounds[to] = low;
        bounds[to + 1] = high;
    }

    @Override
    public void line(
            Object lines,
            int re,
            Object linesI,
            int im,
            Object filters,
            int w,
            int n,
            int step,
            int[] bounds,
            int bound,
            Object out,
            int outRe,
            int outIm) {
        float[] x = (float[]) lines;
        float[] xi = (float[]) linesI;
        float[] psi = (float[]) filters;
        float[] y = (float[]) out;
        int m = n / step;
        Arrays.fill(y, outRe, outRe + m, 0);
        Arrays.fill(y, outIm, outIm + m, 0);
        for (int k = bounds[bound]; k < bounds[bound + 1]; ) {
            int place = k % m;
            int run = Math.min(m - place, bounds[bound + 1] - k);
            sums.addProduct(run, psi, w + k, x, re + k, y, outRe + place);
            sums.addProduct(run, psi, w + k, xi, im + k, y, outIm + place);
            k += run;
        }
        // Frequencies above the middle are the conjugates of those below.
        for (int k = bounds[bound + 2]; k < bounds[bound + 3]; k++) {
            int place = k % m;
            y[outRe + place] += psi[w + k] * x[re + n - k];
            y[outIm + place] -= psi[w + k] * xi[im + n - k];
        }
    }

    @Override
    public void lineAdjoint(
            Object bands,
            int re,
            Object bandsI,
            int im,
            Object filters,
            int w,
            int n,
            int step,
            int[] bounds,
            int bound,
            Object out,
            int outRe,
            int outIm) {
        float[] g = (float[]) bands;
        float[] gi = (float[]) bandsI;
        float[] psi = (float[]) filters;
        float[] y = (float[]) out;
        int m = n / step;
        for (int k = bounds[bound]; k < bounds[bound + 1]; ) {
            int place = k % m;
            int run = Math.min(m - place, bounds[bound + 1] - k);
            sums.addProduct(run, psi, w + k, g, re + place, y, outRe + k);
            sums.addProduct(run, psi, w + k, gi, im + place, y, outIm + k);
            k += run;
        }
        for (int k = bounds[bound + 2]; k < bounds[bound + 3]; k++) {
            int place = k % m;
            y[outRe + n - k] += psi[w + k] * g[re + place];
            y[outIm + n - k] -= psi[w + k] * gi[im + place];
        }
    }

    @Override
    public void clear(Object out, int at, int count) {
        Arrays.fill((float[]) out, at, at + count, 0);
    }

    @Override
    public void planeRow(
            Object pictures,
            int re,
            Object picturesI,
            int im,
            Object bank,
            int w,
            int rows,
            int columns,
            int step,
            int filters,
            int count,
            int row,
            Object out,
            int outRe,
            int outIm) {
        float[] x = (float[]) pictures;
        float[] xi = (float[]) picturesI;
        float[] psi = (float[]) bank;
        float[] y = (float[]) out;
        int height = rows / step;
        int width = columns / step;
        int half = columns / 2 + 1;
        int size = width * filters * count;
        int first = row * size;
        Arrays.fill(y, outRe + first, outRe + first + size, 0);
        Arrays.fill(y, outIm + first, outIm + first + size, 0);
        for (int k = row; k < rows; k += height) {
            for (int l = 0; l < columns; l++) {
                boolean kept = l < half;
                int from = (kept ? k * half + l : (rows - k) % rows * half + columns - l) * count;
                int to = first + l % width * filters * count;
                int at = w + (k * columns + l) * filters;
                for (int f = 0; f < filters; f++) {
                    float c = psi[at + f];
                    if (c != 0) {
                        sums.addBoth(
                                count,
                                c,
                                kept ? 1 : -1,
                                x,
                                re + from,
                                xi,
                                im + from,
                                y,
                                outRe + to + f * count,
                                y,
                                outIm + to + f * count);
                    }
                }
            }
        }
    }

    @Override
    public void planeRowAdjoint(
            Object bands,
            int re,
            Object bandsI,
            int im,
            Object bank,
            int w,
            int rows,
            int columns,
            int step,
            int filters,
            int count,
            int row,
            Object out,
            int outRe,
            int outIm) {
        float[] g = (float[]) bands;
        float[] gi = (float[]) bandsI;
        float[] psi = (float[]) bank;
        float[] y = (float[]) out;
        int half = columns / 2 + 1;
        int first = row * half * count;
        Arrays.fill(y, outRe + first, outRe + first + half * count, 0);
        Arrays.fill(y, outIm + first, outIm + first + half * count, 0);
        for (int l = 0; l < half; l++) {
            int to = first + l * count;
            fromPoint(g, re, gi, im, psi, w, rows, columns, step, filters, count, row, l, 1, y, outRe + to, outIm + to);
            if (l > 0 && 2 * l < columns) {
                int mirror = (rows - row) % rows;
                fromPoint(
                        g,
                        re,
                        gi,
                        im,
                        psi,
                        w,
                        rows,
                        columns,
                        step,
                        filters,
                        count,
                        mirror,
                        columns - l,
                        -1,
                        y,
                        outRe + to,
                        outIm + to);
            }
        }
    }

    private void fromPoint(
            float[] g,
            int re,
            float[] gi,
            int im,
            float[] psi,
            int w,
            int rows,
            int columns,
            int step,
            int filters,
            int count,
            int k,
            int l,
            float sign,
            float[] y,
            int outRe,
            int outIm) {
        int from = (k % (rows / step) * (columns / step) + l % (columns / step)) * filters * count;
        int at = w + (k * columns + l) * filters;
        for (int f = 0; f < filters; f++) {
            float c = psi[at + f];
            if (c != 0) {
                sums.addBoth(count, c, sign, g, re + from + f * count, gi, im + from + f * count, y, outRe, y, outIm);
            }
        }
    }
}
