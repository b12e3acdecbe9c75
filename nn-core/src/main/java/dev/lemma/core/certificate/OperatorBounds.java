package dev.lemma.core.certificate;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.compiler.linear.Svd;

/** Upper bounds of norms of linear maps, from ℓ² to ℓ². */
final class OperatorBounds {

    private static final double EPSILON = Math.ulp(1.0);

    /** Operations that singular values may cost. */
    private static final double WORK = 2e9;

    /** Points of a frequency grid for each half tap of a filter. */
    private static final int FINENESS = 16;

    private OperatorBounds() {}

    /** The norm of a matrix [m, n] that begins at a place of an array: its largest singular value, with what rounding may have taken from it. */
    static double matrix(double[] numbers, int from, int m, int n) {
        double squares = 0;
        double[] rows = new double[m];
        double[] columns = new double[n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double a = Math.abs(numbers[from + i * n + j]);
                squares += a * a;
                rows[i] += a;
                columns[j] += a;
            }
        }
        // Frobenius, and Schur's test.
        double bound = Math.min(Math.sqrt(squares), Math.sqrt(largest(rows) * largest(columns)));
        if (4.0 * m * n * Math.min(m, n) > WORK || bound == 0) {
            return up(bound, m, n);
        }
        double[] own = new double[m * n];
        System.arraycopy(numbers, from, own, 0, own.length);
        double sigma = Svd.values(Array.of(Shape.of(m, n), own)).get(0);
        return Math.min(bound, up(sigma, m, n));
    }

    private static double up(double value, int m, int n) {
        return value * (1 + 8 * (m + n) * EPSILON);
    }

    /** At how many places of the result a pixel takes part. */
    static double overlap(Window2D window) {
        return axisOverlap(window.kernelH(), window.strideH(), window.dilationH())
                * axisOverlap(window.kernelW(), window.strideW(), window.dilationW());
    }

    private static double axisOverlap(int kernel, int stride, int dilation) {
        return dilation == 1 ? (kernel + stride - 1) / stride : kernel;
    }

    /**
     * The norm of a convolution with filters [O, C/groups, kH, kW], for images of any size: the least of two bounds.
     *
     * <p>Schur's test: the root of the largest sum of |w| over what makes an output, times the largest over what an input makes. And the symbol,
     * {@code sup ‖Σ w[p, q] e^{i(pα + qβ)}‖}: with zeros outside the image, strides and dilation a convolution is a part of that of the whole plane. Between N points of a grid
     * a trigonometric polynomial of degree d exceeds their maximum by at most {@code 1/cos(πd/N)} along each axis (M. Riesz 1914).
     */
    static double convolution(double[] w, int filters, int channels, int kh, int kw, int groups, Window2D window) {
        int out = filters / groups;
        int taps = kh * kw;
        double bound = 0;
        for (int g = 0; g < groups; g++) {
            int from = g * out * channels * taps;
            double[] made = new double[out];
            double[] makes = new double[channels];
            for (int o = 0; o < out; o++) {
                for (int c = 0; c < channels; c++) {
                    for (int t = 0; t < taps; t++) {
                        double a = Math.abs(w[from + (o * channels + c) * taps + t]);
                        made[o] += a;
                        makes[c] += a;
                    }
                }
            }
            double schur = Math.sqrt(largest(made) * largest(makes));
            double patches = Math.sqrt(overlap(window)) * matrix(w, from, out, channels * taps);
            double one = Math.min(up(schur, taps, channels), patches);
            bound = Math.max(bound, Math.min(one, symbol(w, from, out, channels, kh, kw)));
        }
        return bound;
    }

    private static double symbol(double[] w, int from, int out, int channels, int kh, int kw) {
        int dh = kh / 2;
        int dw = kw / 2;
        int nh = dh == 0 ? 1 : FINENESS * dh;
        int nw = dw == 0 ? 1 : FINENESS * dw;
        // A complex matrix as a real one of twice the size.
        if (32.0 * nh * nw * out * channels * Math.min(out, channels) > WORK) {
            return Double.POSITIVE_INFINITY;
        }
        double most = 0;
        for (int i = 0; i < nh; i++) {
            // What is conjugate has the same norm.
            for (int j = 0; j <= (i == 0 || 2 * i == nh ? nw / 2 : nw - 1) && i <= nh / 2; j++) {
                most = Math.max(most, at(w, from, out, channels, kh, kw, (double) i / nh, (double) j / nw));
            }
        }
        double between = Math.cos(Math.PI * dh / nh) * Math.cos(Math.PI * dw / nw);
        return up(most, out * kh, channels * kw) / between;
    }

    private static double at(double[] w, int from, int out, int channels, int kh, int kw, double alpha, double beta) {
        double[] real = new double[4 * out * channels];
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < channels; c++) {
                double re = 0;
                double im = 0;
                for (int p = 0; p < kh; p++) {
                    for (int q = 0; q < kw; q++) {
                        double angle = 2 * Math.PI * (p * alpha + q * beta);
                        double value = w[from + ((o * channels + c) * kh + p) * kw + q];
                        re += value * Math.cos(angle);
                        im += value * Math.sin(angle);
                    }
                }
                int columns = 2 * channels;
                real[o * columns + c] = re;
                real[o * columns + channels + c] = -im;
                real[(out + o) * columns + c] = im;
                real[(out + o) * columns + channels + c] = re;
            }
        }
        return matrix(real, 0, 2 * out, 2 * channels);
    }

    /**
     * The norm of a bank of real filters with sub-sampling, from spectra of real numbers: at each frequency that is left, {@code M[f, b] = ψ_f(k + b·n/step)} takes what folds onto
     * it, and the root of {@code ½ ‖MᵀM + M′ᵀM′‖} is bounded by its largest row sum, M′ being the same at the mirror image.
     *
     * @param filters [filters, n], or [rows, columns, filters] in the plane
     */
    static double subbands(double[] filters, int rows, int columns, int step, boolean plane) {
        int points = rows * columns;
        int count = filters.length / points;
        int stepDown = plane ? step : 1;
        int m = rows / stepDown;
        int n = columns / step;
        int folds = stepDown * step;
        double most = 0;
        int[] places = new int[folds];
        for (int k = 0; k < m * n; k++) {
            for (int b = 0; b < folds; b++) {
                places[b] = (k / n + b / step * m) * columns + k % n + b % step * n;
            }
            for (int b = 0; b < folds; b++) {
                double row = 0;
                for (int c = 0; c < folds; c++) {
                    double product = 0;
                    for (int f = 0; f < count; f++) {
                        product += at(filters, f, count, points, plane, places[b])
                                * at(filters, f, count, points, plane, places[c]);
                        product += at(filters, f, count, points, plane, mirror(places[b], rows, columns))
                                * at(filters, f, count, points, plane, mirror(places[c], rows, columns));
                    }
                    row += Math.abs(product);
                }
                most = Math.max(most, row);
            }
        }
        return Math.sqrt(most / 2);
    }

    private static double at(double[] filters, int f, int count, int points, boolean plane, int place) {
        return plane ? filters[place * count + f] : filters[f * points + place];
    }

    private static int mirror(int place, int rows, int columns) {
        return (rows - place / columns) % rows * columns + (columns - place % columns) % columns;
    }

    private static double largest(double[] values) {
        double most = 0;
        for (double value : values) {
            most = Math.max(most, value);
        }
        return most;
    }
}
