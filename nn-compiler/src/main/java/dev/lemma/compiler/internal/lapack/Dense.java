package dev.lemma.compiler.internal.lapack;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.internal.blas.Blas;
import java.util.Arrays;

/** Row-major matrices in a {@code float[]} or {@code double[]}, given as {@code Object}: what the factorisations need besides LAPACK. */
public final class Dense {

    private static final int TILE = 32;

    private Dense() {}

    public static Object numbers(DType type, int size) {
        return type == DType.FLOAT32 ? (Object) new float[size] : new double[size];
    }

    public static DType type(Object numbers) {
        return numbers instanceof float[] ? DType.FLOAT32 : DType.FLOAT64;
    }

    public static Array array(Shape shape, Object numbers) {
        return numbers instanceof float[] f ? Array.of(shape, f) : Array.of(shape, (double[]) numbers);
    }

    public static double get(Object numbers, int i) {
        return numbers instanceof float[] f ? f[i] : ((double[]) numbers)[i];
    }

    public static void set(Object numbers, int i, double value) {
        if (numbers instanceof float[] f) {
            f[i] = (float) value;
        } else {
            ((double[]) numbers)[i] = value;
        }
    }

    public static void fill(Object numbers, int from, int to, double value) {
        if (numbers instanceof float[] f) {
            Arrays.fill(f, from, to, (float) value);
        } else {
            Arrays.fill((double[]) numbers, from, to, value);
        }
    }

    public static Object copy(Object numbers, int from, int size) {
        return numbers instanceof float[] f
                ? (Object) Arrays.copyOfRange(f, from, from + size)
                : Arrays.copyOfRange((double[]) numbers, from, from + size);
    }

    /** {@code x ← s·x}, count numbers, stride apart. */
    public static void scale(Object x, int offset, int stride, int count, double s) {
        if (x instanceof float[] f) {
            for (int i = 0, p = offset; i < count; i++, p += stride) {
                f[p] *= (float) s;
            }
        } else {
            double[] d = (double[]) x;
            for (int i = 0, p = offset; i < count; i++, p += stride) {
                d[p] *= s;
            }
        }
    }

    /** {@code B ← Aᵀ} of a matrix rows × columns, into an array of its own. */
    public static void transpose(Object a, int aOffset, int rows, int columns, Object b, int bOffset) {
        for (int i0 = 0; i0 < rows; i0 += TILE) {
            int i1 = Math.min(rows, i0 + TILE);
            for (int j0 = 0; j0 < columns; j0 += TILE) {
                int j1 = Math.min(columns, j0 + TILE);
                if (a instanceof float[] f) {
                    transpose(f, aOffset, columns, (float[]) b, bOffset, rows, i0, i1, j0, j1);
                } else {
                    transpose((double[]) a, aOffset, columns, (double[]) b, bOffset, rows, i0, i1, j0, j1);
                }
            }
        }
    }

    private static void transpose(
            float[] a, int ao, int lda, float[] b, int bo, int ldb, int i0, int i1, int j0, int j1) {
        for (int j = j0; j < j1; j++) {
            for (int i = i0; i < i1; i++) {
                b[bo + j * ldb + i] = a[ao + i * lda + j];
            }
        }
    }

    private static void transpose(
            double[] a, int ao, int lda, double[] b, int bo, int ldb, int i0, int i1, int j0, int j1) {
        for (int j = j0; j < j1; j++) {
            for (int i = i0; i < i1; i++) {
                b[bo + j * ldb + i] = a[ao + i * lda + j];
            }
        }
    }

    /** Zeros above (or below) the diagonal of a matrix n × n. */
    public static void clear(Object a, int offset, int n, boolean above) {
        for (int i = 0; i < n; i++) {
            int row = offset + i * n;
            if (above) {
                fill(a, row + i + 1, row + n, 0);
            } else {
                fill(a, row, row + i, 0);
            }
        }
    }

    /** What is below the diagonal of a matrix n × n, above it too. */
    public static void mirror(Object a, int offset, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                set(a, offset + j * n + i, get(a, offset + i * n + j));
            }
        }
    }

    /** {@code C ← α op(A) op(B) + β C} on this thread. */
    public static void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            Object a,
            int aOffset,
            int lda,
            Object b,
            int bOffset,
            int ldb,
            double beta,
            Object c,
            int cOffset,
            int ldc) {
        Blas blas = (double) m * n * k < 512 ? Blas.plain() : Blas.best();
        if (a instanceof float[] f) {
            blas.gemm(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    (float) alpha,
                    f,
                    aOffset,
                    lda,
                    (float[]) b,
                    bOffset,
                    ldb,
                    (float) beta,
                    (float[]) c,
                    cOffset,
                    ldc);
        } else {
            blas.gemm(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    alpha,
                    (double[]) a,
                    aOffset,
                    lda,
                    (double[]) b,
                    bOffset,
                    ldb,
                    beta,
                    (double[]) c,
                    cOffset,
                    ldc);
        }
    }

    /**
     * Whether vector i, count numbers stride apart, is to be negated so that its first number of largest magnitude is positive; numbers that differ by
     * rounding count as equal.
     */
    public static boolean isNegative(Object x, int offset, int stride, int count) {
        return x instanceof float[] f
                ? isNegative(f, offset, stride, count)
                : isNegative((double[]) x, offset, stride, count);
    }

    private static boolean isNegative(float[] x, int offset, int stride, int count) {
        float largest = 0;
        for (int i = 0, at = offset; i < count; i++, at += stride) {
            largest = Math.max(largest, Math.abs(x[at]));
        }
        double enough = largest * (1 - Math.sqrt(DType.FLOAT32.epsilon()));
        for (int i = 0, at = offset; i < count; i++, at += stride) {
            if (Math.abs(x[at]) >= enough) {
                return x[at] < 0;
            }
        }
        return false;
    }

    private static boolean isNegative(double[] x, int offset, int stride, int count) {
        double largest = 0;
        for (int i = 0, at = offset; i < count; i++, at += stride) {
            largest = Math.max(largest, Math.abs(x[at]));
        }
        double enough = largest * (1 - Math.sqrt(DType.FLOAT64.epsilon()));
        for (int i = 0, at = offset; i < count; i++, at += stride) {
            if (Math.abs(x[at]) >= enough) {
                return x[at] < 0;
            }
        }
        return false;
    }
}
