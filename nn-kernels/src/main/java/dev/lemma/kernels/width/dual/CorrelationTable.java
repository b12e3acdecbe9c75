package dev.lemma.kernels.width.dual;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;

/**
 * A symmetric function {@code F(q₁, q₂, θ)} of two variances and an angle by Chebyshev interpolation, in log q₁ and log q₂ over a range of variances and in θ on
 * pieces of [0, π] that grow from both ends, where kinks make boundary layers.
 *
 * <p>The number of nodes in log q grows until the largest error at random points, relative to {@code √(F(q₁, q₁, 0) F(q₂, q₂, 0))}, is below 2e-12 or the
 * nodes are 24; {@link #error} is what was found.
 */
final class CorrelationTable {

    /** The function to be interpolated, of q₁, q₂, 1 − cos θ and 1 + cos θ. */
    @FunctionalInterface
    interface Function {
        double at(double q1, double q2, double less, double more);
    }

    private static final double[] PIECES = {
        0, Math.PI / 256, Math.PI / 64, Math.PI / 16, Math.PI / 4, 3 * Math.PI / 4, 15 * Math.PI / 16, Math.PI
    };

    private static final int ANGLES = 12;

    private static final int MOST = 24;

    private static final int TESTS = 24;

    private final double low;
    private final double high;
    private final int n;
    /** Values at node (i, j, piece, k), i ≥ j being copied to j ≥ i. */
    private final double[] values;

    private final double error;

    private CorrelationTable(double low, double high, int n, Function function) {
        this.low = low;
        this.high = high;
        this.n = n;
        int angles = (PIECES.length - 1) * ANGLES;
        this.values = new double[n * n * angles];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double a = variance(i);
                double b = variance(j);
                for (int k = 0; k < angles; k++) {
                    double theta = theta(k / ANGLES, k % ANGLES);
                    double value = function.at(a, b, less(theta), more(theta));
                    values[(i * n + j) * angles + k] = value;
                    values[(j * n + i) * angles + k] = value;
                }
            }
        }
        this.error = measured(function);
    }

    /** A table for variances in [low, high]. */
    static CorrelationTable of(Function function, double low, double high) {
        double width = Math.log(high / low);
        double from = low;
        double to = high;
        int n = width < 1e-9 ? 1 : 4 + (int) Math.ceil(4 * width);
        CorrelationTable table = new CorrelationTable(from, to, Math.min(n, MOST), function);
        while (table.error > 2e-12 && table.n > 1 && table.n < MOST) {
            table = new CorrelationTable(from, to, Math.min(table.n + 4, MOST), function);
        }
        return table;
    }

    boolean covers(double from, double to) {
        return from >= low * (1 - 1e-12) && to <= high * (1 + 1e-12);
    }

    /** The largest relative error that was found at random points. */
    double error() {
        return error;
    }

    static double angle(double less, double more) {
        return 2 * Math.atan2(Math.sqrt(less), Math.sqrt(more));
    }

    private static double less(double theta) {
        double s = Math.sin(theta / 2);
        return 2 * s * s;
    }

    private static double more(double theta) {
        double c = Math.cos(theta / 2);
        return theta == Math.PI ? 0 : 2 * c * c;
    }

    private static double node(int k, int n) {
        return Math.cos(Math.PI * (k + 0.5) / n);
    }

    private double variance(int i) {
        double centre = 0.5 * (Math.log(low) + Math.log(high));
        return Math.exp(centre + 0.5 * Math.log(high / low) * node(i, n));
    }

    private static double theta(int piece, int k) {
        double a = PIECES[piece];
        double b = PIECES[piece + 1];
        return 0.5 * (a + b) + 0.5 * (b - a) * node(k, ANGLES);
    }

    private double measured(Function function) {
        double[] random = new double[4 * TESTS];
        Randomness.uniform(Key.of(7), random);
        double worst = 0;
        for (int i = 0; i < TESTS; i++) {
            double a = low * Math.pow(high / low, random[4 * i]);
            double b = low * Math.pow(high / low, random[4 * i + 1]);
            double theta = Math.PI * random[4 * i + 2];
            if (i % 3 == 0) {
                theta = Math.PI * Math.pow(10, -3 * random[4 * i + 3]);
            }
            double exact = function.at(a, b, less(theta), more(theta));
            double scale = Math.sqrt(Math.abs(function.at(a, a, 0, 2) * function.at(b, b, 0, 2)));
            worst = Math.max(worst, Math.abs(at(a, b, theta) - exact) / Math.max(scale, 1e-300));
        }
        return worst;
    }

    /** The interpolated value. */
    double at(double q1, double q2, double theta) {
        int piece = 0;
        while (piece < PIECES.length - 2 && theta > PIECES[piece + 1]) {
            piece++;
        }
        double[] first = weights(place(q1), n);
        double[] second = weights(place(q2), n);
        double a = PIECES[piece];
        double b = PIECES[piece + 1];
        double[] third = weights((2 * theta - a - b) / (b - a), ANGLES);
        int angles = (PIECES.length - 1) * ANGLES;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            for (int j = 0; j < n; j++) {
                int at = (i * n + j) * angles + piece * ANGLES;
                double value = 0;
                for (int k = 0; k < ANGLES; k++) {
                    value += third[k] * values[at + k];
                }
                row += second[j] * value;
            }
            sum += first[i] * row;
        }
        return sum;
    }

    private double place(double q) {
        double width = Math.log(high / low);
        return width < 1e-9 ? 0 : (2 * Math.log(q / low) - width) / width;
    }

    /** The Lagrange polynomials of the Chebyshev nodes at x, by the barycentric formula. */
    private static double[] weights(double x, int n) {
        double[] weights = new double[n];
        double sum = 0;
        for (int k = 0; k < n; k++) {
            double difference = x - node(k, n);
            if (difference == 0) {
                double[] unit = new double[n];
                unit[k] = 1;
                return unit;
            }
            weights[k] = (k % 2 == 0 ? 1 : -1) * Math.sin(Math.PI * (k + 0.5) / n) / difference;
            sum += weights[k];
        }
        for (int k = 0; k < n; k++) {
            weights[k] /= sum;
        }
        return weights;
    }
}
