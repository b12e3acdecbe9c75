package dev.lemma.compiler.linear;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.internal.lapack.Dense;
import java.util.function.UnaryOperator;

/** Columns of blocks [n, k], and vectors in float64. */
final class Columns {

    private Columns() {}

    static Array map(Array x, int rows, UnaryOperator<Array> map) {
        int n = x.shape().extent(0);
        int k = x.shape().extent(1);
        Object result = Dense.numbers(x.type(), rows * k);
        for (int j = 0; j < k; j++) {
            Object column = Dense.numbers(x.type(), n);
            for (int i = 0; i < n; i++) {
                Dense.set(column, i, x.get(i * k + j));
            }
            Array y = map.apply(Dense.array(Shape.of(n), column));
            if (y.shape().size() != rows) {
                throw new ShapeException("operator: a product has shape " + y.shape() + ", expected [" + rows + "]");
            }
            for (int i = 0; i < rows; i++) {
                Dense.set(result, i * k + j, y.get(i));
            }
        }
        return Dense.array(Shape.of(rows, k), result);
    }

    static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    static double norm(double[] v) {
        double largest = 0;
        for (double x : v) {
            largest = Math.max(largest, Math.abs(x));
        }
        if (largest == 0 || Double.isInfinite(largest)) {
            return largest;
        }
        double scale = Math.scalb(1.0, -Math.getExponent(largest));
        double sum = 0;
        for (double x : v) {
            sum += x * scale * (x * scale);
        }
        return Math.sqrt(sum) / scale;
    }

    /** {@code y ← y + s x}. */
    static void add(double[] y, double s, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += s * x[i];
        }
    }

    static void scale(double[] x, double s) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= s;
        }
    }

    static double[] product(String caller, UnaryOperator<Array> map, double[] v, DType type, int rows) {
        Array result = map.apply(Array.of(Shape.of(v.length), v.clone()).as(type));
        if (result.shape().size() != rows) {
            throw new ShapeException(caller + ": a product has shape " + result.shape() + ", expected [" + rows + "]");
        }
        double[] wide = result.toDoubles();
        for (double x : wide) {
            if (!Double.isFinite(x)) {
                throw new ArithmeticException(caller + ": a product of the operator holds " + x);
            }
        }
        return wide;
    }

    static double[] requireVector(String caller, Array b, int n) {
        if (b.shape().rank() != 1 || n >= 0 && b.shape().size() != n) {
            throw new ShapeException(
                    caller + ": expected a vector" + (n >= 0 ? " [" + n + "]" : " [n]") + ", got " + b.shape());
        }
        double[] wide = b.toDoubles();
        for (int i = 0; i < wide.length; i++) {
            if (!Double.isFinite(wide[i])) {
                throw new IllegalArgumentException(
                        caller + ": the right-hand side holds " + wide[i] + " at " + i + ": expected finite numbers");
            }
        }
        return wide;
    }

    static Array gaussian(Key key, DType type, int n, int k) {
        double[] numbers = new double[n * k];
        Randomness.normal(key, numbers);
        return Array.of(Shape.of(n, k), numbers).as(type);
    }

    /** ±1 with equal probability. */
    static Array signs(Key key, DType type, int n, int k) {
        double[] numbers = new double[Shape.of(n, k).size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (Randomness.bits(key, i) & 1) == 0 ? -1 : 1;
        }
        return Array.of(Shape.of(n, k), numbers).as(type);
    }
}
