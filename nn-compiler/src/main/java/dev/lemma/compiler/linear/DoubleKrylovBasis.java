package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;

/** Vectors in float64. Sums are taken in {@link #BLOCK} strands. */
final class DoubleKrylovBasis extends KrylovBasis {

    private final double[][] w;
    private final double[][][] q;
    private final double[] current;
    private final ThreadLocal<double[]> strands = ThreadLocal.withInitial(() -> new double[BLOCK]);

    DoubleKrylovBasis(int n, int capacity, Team team) {
        super(n, capacity, team);
        w = new double[blocks][BLOCK];
        q = new double[capacity][][];
        current = new double[n];
    }

    @Override
    void set(Array vector) {
        for (int b = 0; b < blocks; b++) {
            System.arraycopy(vector.storage(), b * BLOCK, w[b], 0, length(b));
        }
    }

    @Override
    Array vector(int j) {
        for (int b = 0; b < blocks; b++) {
            System.arraycopy(q[j][b], 0, current, b * BLOCK, length(b));
        }
        return Array.of(Shape.of(n), current);
    }

    @Override
    Array combination(double[] c) {
        double[] all = new double[n];
        double[] sum = new double[BLOCK];
        for (int b = 0; b < blocks; b++) {
            Arrays.fill(sum, 0);
            for (int j = 0; j < c.length; j++) {
                add(sum, q[j][b], c[j]);
            }
            System.arraycopy(sum, 0, all, b * BLOCK, length(b));
        }
        return Array.of(Shape.of(n), all);
    }

    @Override
    void extend(int j) {
        q[j] = new double[blocks][BLOCK];
    }

    @Override
    void dots(int first, int k, int from, int to, double[] into) {
        double[] sum = strands.get();
        for (int j = first; j < k; j++) {
            Arrays.fill(sum, 0);
            double[][] v = q[j];
            int b = from;
            for (; b + 4 <= to; b += 4) {
                add4Products(sum, v[b], w[b], v[b + 1], w[b + 1], v[b + 2], w[b + 2], v[b + 3], w[b + 3]);
            }
            for (; b < to; b++) {
                addProducts(sum, v[b], w[b]);
            }
            into[j] = total(sum);
        }
    }

    @Override
    void subtract(int first, int k, double[] c, int from, int to) {
        for (int b = from; b < to; b++) {
            int j = first;
            for (; j + 4 <= k; j += 4) {
                int i = j - first;
                add4(w[b], q[j][b], -c[i], q[j + 1][b], -c[i + 1], q[j + 2][b], -c[i + 2], q[j + 3][b], -c[i + 3]);
            }
            for (; j < k; j++) {
                add(w[b], q[j][b], -c[j - first]);
            }
        }
    }

    @Override
    double square(int from, int to) {
        double[] sum = strands.get();
        Arrays.fill(sum, 0);
        for (int b = from; b < to; b++) {
            addProducts(sum, w[b], w[b]);
        }
        return total(sum);
    }

    @Override
    void store(int j, double s, int from, int to) {
        for (int b = from; b < to; b++) {
            scale(q[j][b], w[b], s);
        }
    }

    private static void addProducts(double[] sum, double[] a, double[] b) {
        for (int i = 0; i < BLOCK; i++) {
            sum[i] += a[i] * b[i];
        }
    }

    private static void add4Products(
            double[] sum,
            double[] a,
            double[] x,
            double[] b,
            double[] y,
            double[] c,
            double[] z,
            double[] d,
            double[] t) {
        for (int i = 0; i < BLOCK; i++) {
            sum[i] += (a[i] * x[i] + b[i] * y[i]) + (c[i] * z[i] + d[i] * t[i]);
        }
    }

    private static void scale(double[] to, double[] a, double s) {
        for (int i = 0; i < BLOCK; i++) {
            to[i] = s * a[i];
        }
    }

    private static void add(double[] to, double[] a, double s) {
        for (int i = 0; i < BLOCK; i++) {
            to[i] += s * a[i];
        }
    }

    private static void add4(
            double[] to, double[] a, double ta, double[] b, double tb, double[] c, double tc, double[] d, double td) {
        for (int i = 0; i < BLOCK; i++) {
            to[i] += (ta * a[i] + tb * b[i]) + (tc * c[i] + td * d[i]);
        }
    }

    private static double total(double[] sum) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int i = 0; i < BLOCK; i += 4) {
            a += sum[i];
            b += sum[i + 1];
            c += sum[i + 2];
            d += sum[i + 3];
        }
        return (a + b) + (c + d);
    }
}
