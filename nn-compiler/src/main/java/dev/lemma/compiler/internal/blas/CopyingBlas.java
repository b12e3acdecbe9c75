package dev.lemma.compiler.internal.blas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The native library by JNI, for JDKs before 22: operands are copied in bulk to native buffers, the result is copied back.
 * That costs {@code mk + kn + mn} element copies beside {@code 2mnk} operations: invisible for square products, dominant
 * when one of the sizes is small. Every thread keeps its own buffers, grown to the largest product it has seen and freed
 * with the thread.
 */
final class CopyingBlas extends CutBlas {
    /** Elements of all three operands together that one call may copy: 128 MB of float32, 256 of float64. */
    private static final long LARGEST_COPY = 1L << 25;

    private final ThreadLocal<Operands> operands = ThreadLocal.withInitial(Operands::new);

    @Override
    boolean fits(int m, int n, int k) {
        return (long) m * k + (long) k * n + (long) m * n <= LARGEST_COPY;
    }

    @Override
    void call(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float beta,
            float[] c,
            int co,
            int ldc) {
        Operands copies = operands.get();
        int columnsA = ta ? m : k;
        int columnsB = tb ? k : n;
        FloatPointer pa = copies.a.take(a, ao, ta ? k : m, columnsA, lda);
        FloatPointer pb = copies.b.take(b, bo, tb ? n : k, columnsB, ldb);
        FloatPointer pc = beta == 0 ? copies.c.floats((long) m * n) : copies.c.take(c, co, m, n, ldc);
        openblas_nolapack.cblas_sgemm(
                Cblas.ROW_MAJOR,
                Cblas.operation(ta),
                Cblas.operation(tb),
                m,
                n,
                k,
                alpha,
                pa,
                columnsA,
                pb,
                columnsB,
                beta,
                pc,
                n);
        copies.c.give(c, co, m, n, ldc);
    }

    @Override
    void call(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int ldb,
            double beta,
            double[] c,
            int co,
            int ldc) {
        Operands copies = operands.get();
        int columnsA = ta ? m : k;
        int columnsB = tb ? k : n;
        DoublePointer pa = copies.a.take(a, ao, ta ? k : m, columnsA, lda);
        DoublePointer pb = copies.b.take(b, bo, tb ? n : k, columnsB, ldb);
        DoublePointer pc = beta == 0 ? copies.c.doubles((long) m * n) : copies.c.take(c, co, m, n, ldc);
        openblas_nolapack.cblas_dgemm(
                Cblas.ROW_MAJOR,
                Cblas.operation(ta),
                Cblas.operation(tb),
                m,
                n,
                k,
                alpha,
                pa,
                columnsA,
                pb,
                columnsB,
                beta,
                pc,
                n);
        copies.c.give(c, co, m, n, ldc);
    }

    @Override
    public boolean isNative() {
        return true;
    }

    @Override
    public boolean isMkl() {
        return NativeLibrary.isMkl();
    }

    @Override
    public String description() {
        return NativeLibrary.name() + " on copies of the operands (JNI), 1 thread per call";
    }

    @Override
    public void pinThreads() {
        NativeLibrary.pinThreads();
    }

    private static final class Operands {
        final Region a = new Region();
        final Region b = new Region();
        final Region c = new Region();
    }

    /** A growing piece of native memory, seen as floats or doubles. */
    private static final class Region {
        private static final int ALIGNMENT = 64;

        private FloatBuffer floats = FloatBuffer.allocate(0);
        private DoubleBuffer doubles = DoubleBuffer.allocate(0);
        private FloatPointer floatPointer = new FloatPointer();
        private DoublePointer doublePointer = new DoublePointer();

        private void reserve(long bytes) {
            if (bytes > 8L * doubles.capacity()) {
                // Aligning trims both ends.
                long size = Math.max(bytes, 12L * doubles.capacity()) + 2 * ALIGNMENT;
                ByteBuffer memory = ByteBuffer.allocateDirect(Math.toIntExact(size))
                        .alignedSlice(ALIGNMENT)
                        .order(ByteOrder.nativeOrder());
                floats = memory.asFloatBuffer();
                doubles = memory.asDoubleBuffer();
                floatPointer = new FloatPointer(floats);
                doublePointer = new DoublePointer(doubles);
            }
        }

        FloatPointer floats(long elements) {
            reserve((elements * Float.BYTES + 7) & -8L);
            return floatPointer;
        }

        DoublePointer doubles(long elements) {
            reserve(elements * Double.BYTES);
            return doublePointer;
        }

        FloatPointer take(float[] from, int offset, int rows, int columns, int leading) {
            FloatPointer pointer = floats((long) rows * columns);
            if (leading == columns) {
                floats.put(0, from, offset, rows * columns);
            } else {
                for (int r = 0; r < rows; r++) {
                    floats.put(r * columns, from, offset + r * leading, columns);
                }
            }
            return pointer;
        }

        DoublePointer take(double[] from, int offset, int rows, int columns, int leading) {
            DoublePointer pointer = doubles((long) rows * columns);
            if (leading == columns) {
                doubles.put(0, from, offset, rows * columns);
            } else {
                for (int r = 0; r < rows; r++) {
                    doubles.put(r * columns, from, offset + r * leading, columns);
                }
            }
            return pointer;
        }

        void give(float[] to, int offset, int rows, int columns, int leading) {
            if (leading == columns) {
                floats.get(0, to, offset, rows * columns);
            } else {
                for (int r = 0; r < rows; r++) {
                    floats.get(r * columns, to, offset + r * leading, columns);
                }
            }
        }

        void give(double[] to, int offset, int rows, int columns, int leading) {
            if (leading == columns) {
                doubles.get(0, to, offset, rows * columns);
            } else {
                for (int r = 0; r < rows; r++) {
                    doubles.get(r * columns, to, offset + r * leading, columns);
                }
            }
        }
    }
}
