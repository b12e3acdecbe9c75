package dev.lemma.compiler.internal.lapack;

import static org.bytedeco.openblas.global.openblas.*;

import dev.lemma.compiler.internal.blas.Blas;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** LAPACKE of the native library by JNI, which copies the arrays there and back: n² copies beside n³ operations. */
final class NativeLapack implements Lapack {
    private static final int COLUMN_MAJOR = 102;

    private final String library;

    NativeLapack() {
        Loader.load(openblas.class);
        // It may be a second copy of the library that makes the products, with a number of threads of its own.
        openblas.blas_set_num_threads(1);
        LAPACKE_set_nancheck(0);
        library = Blas.best().isMkl() ? "MKL" : "OpenBLAS";
    }

    private static byte letter(boolean condition, char yes, char no) {
        return (byte) (condition ? yes : no);
    }

    @Override
    public int potrf(boolean upper, int n, Object a) {
        byte triangle = letter(upper, 'U', 'L');
        return a instanceof double[] d
                ? LAPACKE_dpotrf(COLUMN_MAJOR, triangle, n, d, n)
                : LAPACKE_spotrf(COLUMN_MAJOR, triangle, n, (float[]) a, n);
    }

    @Override
    public int potri(boolean upper, int n, Object a) {
        byte triangle = letter(upper, 'U', 'L');
        return a instanceof double[] d
                ? LAPACKE_dpotri(COLUMN_MAJOR, triangle, n, d, n)
                : LAPACKE_spotri(COLUMN_MAJOR, triangle, n, (float[]) a, n);
    }

    @Override
    public int getrf(int m, int n, Object a, int[] pivots) {
        return a instanceof double[] d
                ? LAPACKE_dgetrf(COLUMN_MAJOR, m, n, d, m, pivots)
                : LAPACKE_sgetrf(COLUMN_MAJOR, m, n, (float[]) a, m, pivots);
    }

    @Override
    public int gelqf(int m, int n, Object a, Object tau) {
        return a instanceof double[] d
                ? LAPACKE_dgelqf(COLUMN_MAJOR, m, n, d, m, (double[]) tau)
                : LAPACKE_sgelqf(COLUMN_MAJOR, m, n, (float[]) a, m, (float[]) tau);
    }

    @Override
    public int orglq(int m, int n, int k, Object a, Object tau) {
        return a instanceof double[] d
                ? LAPACKE_dorglq(COLUMN_MAJOR, m, n, k, d, m, (double[]) tau)
                : LAPACKE_sorglq(COLUMN_MAJOR, m, n, k, (float[]) a, m, (float[]) tau);
    }

    @Override
    public int syevd(boolean vectors, int n, Object a, Object values) {
        byte job = letter(vectors, 'V', 'N');
        return a instanceof double[] d
                ? LAPACKE_dsyevd(COLUMN_MAJOR, job, (byte) 'L', n, d, n, (double[]) values)
                : LAPACKE_ssyevd(COLUMN_MAJOR, job, (byte) 'L', n, (float[]) a, n, (float[]) values);
    }

    @Override
    public int gesdd(boolean vectors, int m, int n, Object a, Object s, Object u, Object vt) {
        byte job = letter(vectors, 'S', 'N');
        int k = Math.min(m, n);
        return a instanceof double[] d
                ? LAPACKE_dgesdd(COLUMN_MAJOR, job, m, n, d, m, (double[]) s, (double[]) u, m, (double[]) vt, k)
                : LAPACKE_sgesdd(COLUMN_MAJOR, job, m, n, (float[]) a, m, (float[]) s, (float[]) u, m, (float[]) vt, k);
    }

    @Override
    public int geev(int n, Object a, Object real, Object imaginary, Object left) {
        if (a instanceof double[] d) {
            double[] u = (double[]) left;
            byte job = letter(u.length > 0, 'V', 'N');
            return LAPACKE_dgeev(
                    COLUMN_MAJOR,
                    job,
                    (byte) 'N',
                    n,
                    d,
                    n,
                    (double[]) real,
                    (double[]) imaginary,
                    u,
                    n,
                    new double[1],
                    n);
        }
        float[] u = (float[]) left;
        byte job = letter(u.length > 0, 'V', 'N');
        return LAPACKE_sgeev(
                COLUMN_MAJOR,
                job,
                (byte) 'N',
                n,
                (float[]) a,
                n,
                (float[]) real,
                (float[]) imaginary,
                u,
                n,
                new float[1],
                n);
    }

    @Override
    public int sharing(int threads, IntSupplier call) {
        if (threads == 1) {
            return call.getAsInt();
        }
        synchronized (this) {
            return onThreads(threads, call);
        }
    }

    private static int onThreads(int threads, IntSupplier call) {
        openblas.blas_set_num_threads(threads);
        try {
            return call.getAsInt();
        } finally {
            openblas.blas_set_num_threads(1);
        }
    }

    @Override
    public String description() {
        return "LAPACK of " + library + " on copies (JNI), 1 thread per call unless it is shared";
    }
}
