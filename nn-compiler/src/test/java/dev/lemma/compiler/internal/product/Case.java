package dev.lemma.compiler.internal.product;

import java.util.Arrays;
import java.util.Random;

/**
 * One product with gaps: operands at offsets, in arrays whose rows are longer than they need be, everything outside filled with
 * NaN (A, B) or a sentinel (C), so that a read or a write outside shows. Expected values and error bounds come from naive
 * loops in float64.
 */
record Case(boolean ta, boolean tb, int m, int n, int k, int offset, int gap, boolean accumulate) {
    private static final double SENTINEL = 12345.75;

    interface FloatProduct {
        void multiply(
                boolean ta,
                boolean tb,
                int m,
                int n,
                int k,
                float[] a,
                int ao,
                int lda,
                float[] b,
                int bo,
                int ldb,
                boolean accumulate,
                float[] c,
                int co,
                int ldc);
    }

    interface DoubleProduct {
        void multiply(
                boolean ta,
                boolean tb,
                int m,
                int n,
                int k,
                double[] a,
                int ao,
                int lda,
                double[] b,
                int bo,
                int ldb,
                boolean accumulate,
                double[] c,
                int co,
                int ldc);
    }

    private int lda() {
        return (ta ? m : k) + gap;
    }

    private int ldb() {
        return (tb ? k : n) + gap;
    }

    private int ldc() {
        return n + gap;
    }

    private double[] operand(Random random, int rows, int columns, int leading) {
        double[] values = new double[offset + rows * leading + gap];
        Arrays.fill(values, Double.NaN);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                // Representable in float32, so both types start from the same numbers.
                values[offset + i * leading + j] = random.nextFloat() - 0.5f;
            }
        }
        return values;
    }

    private double[] a() {
        return operand(new Random(1), ta ? k : m, ta ? m : k, lda());
    }

    private double[] b() {
        return operand(new Random(2), tb ? n : k, tb ? k : n, ldb());
    }

    private double[] c() {
        double[] c = operand(new Random(3), m, n, ldc());
        for (int i = 0; i < c.length; i++) {
            if (Double.isNaN(c[i])) {
                c[i] = SENTINEL;
            } else if (!accumulate) {
                c[i] = Double.NaN;
            }
        }
        return c;
    }

    float[] run(FloatProduct product) {
        float[] c = floats(c());
        product.multiply(
                ta, tb, m, n, k, floats(a()), offset, lda(), floats(b()), offset, ldb(), accumulate, c, offset, ldc());
        return c;
    }

    double[] run(DoubleProduct product) {
        double[] c = c();
        product.multiply(ta, tb, m, n, k, a(), offset, lda(), b(), offset, ldb(), accumulate, c, offset, ldc());
        return c;
    }

    void check(FloatProduct product) {
        float[] c = run(product);
        double[] wide = new double[c.length];
        for (int i = 0; i < c.length; i++) {
            wide[i] = c[i];
        }
        check(wide, 0x1p-24);
    }

    void check(DoubleProduct product) {
        check(run(product), 0x1p-53);
    }

    /** Rounding error of a sum of k products in any order: at most (k + 1) units of roundoff of the sum of magnitudes. */
    private void check(double[] actual, double roundoff) {
        double[] a = a();
        double[] b = b();
        double[] before = c();
        for (int at = 0; at < actual.length; at++) {
            int i = at < offset ? -1 : (at - offset) / ldc();
            int j = at < offset ? -1 : (at - offset) % ldc();
            if (i < 0 || i >= m || j >= n) {
                if (actual[at] != SENTINEL) {
                    throw new AssertionError("written outside C, at " + at + " of " + this);
                }
                continue;
            }
            double sum = accumulate ? before[at] : 0;
            double magnitude = Math.abs(sum);
            for (int p = 0; p < k; p++) {
                double term = a[offset + (ta ? p * lda() + i : i * lda() + p)]
                        * b[offset + (tb ? j * ldb() + p : p * ldb() + j)];
                sum += term;
                magnitude += Math.abs(term);
            }
            double error = Math.abs(actual[at] - sum);
            if (!(error <= 2 * (k + 1) * roundoff * magnitude)) {
                throw new AssertionError(
                        "C[" + i + ", " + j + "] of " + this + ": expected " + sum + ", got " + actual[at]);
            }
        }
    }

    static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
