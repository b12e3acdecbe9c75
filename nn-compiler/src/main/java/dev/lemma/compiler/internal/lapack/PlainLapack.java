package dev.lemma.compiler.internal.lapack;

import org.netlib.lapack.Dgeev;
import org.netlib.lapack.Dgelqf;
import org.netlib.lapack.Dgesvd;
import org.netlib.lapack.Dgetrf;
import org.netlib.lapack.Dorglq;
import org.netlib.lapack.Dpotrf;
import org.netlib.lapack.Dpotri;
import org.netlib.lapack.Dsyevd;
import org.netlib.lapack.Sgeev;
import org.netlib.lapack.Sgelqf;
import org.netlib.lapack.Sgesvd;
import org.netlib.lapack.Sgetrf;
import org.netlib.lapack.Sorglq;
import org.netlib.lapack.Spotrf;
import org.netlib.lapack.Spotri;
import org.netlib.lapack.Ssyevd;
import org.netlib.util.intW;

/** LAPACK 3 as translated to Java (netlib's f2j): every platform has it, at a tenth of a native library's speed or less. */
final class PlainLapack implements Lapack {
    static final Lapack INSTANCE = new PlainLapack();

    private PlainLapack() {}

    @Override
    public int potrf(boolean upper, int n, Object a) {
        intW info = new intW(0);
        String triangle = upper ? "U" : "L";
        if (a instanceof double[] d) {
            Dpotrf.dpotrf(triangle, n, d, 0, n, info);
        } else {
            Spotrf.spotrf(triangle, n, (float[]) a, 0, n, info);
        }
        return info.val;
    }

    @Override
    public int potri(boolean upper, int n, Object a) {
        intW info = new intW(0);
        String triangle = upper ? "U" : "L";
        if (a instanceof double[] d) {
            Dpotri.dpotri(triangle, n, d, 0, n, info);
        } else {
            Spotri.spotri(triangle, n, (float[]) a, 0, n, info);
        }
        return info.val;
    }

    @Override
    public int getrf(int m, int n, Object a, int[] pivots) {
        intW info = new intW(0);
        if (a instanceof double[] d) {
            Dgetrf.dgetrf(m, n, d, 0, m, pivots, 0, info);
        } else {
            Sgetrf.sgetrf(m, n, (float[]) a, 0, m, pivots, 0, info);
        }
        return info.val;
    }

    @Override
    public int gelqf(int m, int n, Object a, Object tau) {
        intW info = new intW(0);
        int size = 32 * m;
        if (a instanceof double[] d) {
            Dgelqf.dgelqf(m, n, d, 0, m, (double[]) tau, 0, new double[size], 0, size, info);
        } else {
            Sgelqf.sgelqf(m, n, (float[]) a, 0, m, (float[]) tau, 0, new float[size], 0, size, info);
        }
        return info.val;
    }

    @Override
    public int orglq(int m, int n, int k, Object a, Object tau) {
        intW info = new intW(0);
        int size = 32 * m;
        if (a instanceof double[] d) {
            Dorglq.dorglq(m, n, k, d, 0, m, (double[]) tau, 0, new double[size], 0, size, info);
        } else {
            Sorglq.sorglq(m, n, k, (float[]) a, 0, m, (float[]) tau, 0, new float[size], 0, size, info);
        }
        return info.val;
    }

    @Override
    public int syevd(boolean vectors, int n, Object a, Object values) {
        intW info = new intW(0);
        String job = vectors ? "V" : "N";
        int whole = 3 + 5 * n;
        int[] integers = new int[whole];
        if (a instanceof double[] d) {
            double[] query = new double[1];
            Dsyevd.dsyevd(job, "L", n, d, 0, n, (double[]) values, 0, query, 0, -1, integers, 0, -1, info);
            int size = Math.max((int) query[0], 1 + 6 * n + 2 * n * n);
            Dsyevd.dsyevd(
                    job, "L", n, d, 0, n, (double[]) values, 0, new double[size], 0, size, integers, 0, whole, info);
        } else {
            float[] query = new float[1];
            Ssyevd.ssyevd(job, "L", n, (float[]) a, 0, n, (float[]) values, 0, query, 0, -1, integers, 0, -1, info);
            int size = Math.max((int) query[0], 1 + 6 * n + 2 * n * n);
            Ssyevd.ssyevd(
                    job,
                    "L",
                    n,
                    (float[]) a,
                    0,
                    n,
                    (float[]) values,
                    0,
                    new float[size],
                    0,
                    size,
                    integers,
                    0,
                    whole,
                    info);
        }
        return info.val;
    }

    /** By the QR iteration, gesvd: slower than divide and conquer, and as accurate. */
    @Override
    public int gesdd(boolean vectors, int m, int n, Object a, Object s, Object u, Object vt) {
        intW info = new intW(0);
        String job = vectors ? "S" : "N";
        int k = Math.min(m, n);
        int size = Math.max(3 * k + Math.max(m, n), 5 * k) + 32 * (m + n);
        if (a instanceof double[] d) {
            Dgesvd.dgesvd(
                    job,
                    job,
                    m,
                    n,
                    d,
                    0,
                    m,
                    (double[]) s,
                    0,
                    (double[]) u,
                    0,
                    m,
                    (double[]) vt,
                    0,
                    k,
                    new double[size],
                    0,
                    size,
                    info);
        } else {
            Sgesvd.sgesvd(
                    job,
                    job,
                    m,
                    n,
                    (float[]) a,
                    0,
                    m,
                    (float[]) s,
                    0,
                    (float[]) u,
                    0,
                    m,
                    (float[]) vt,
                    0,
                    k,
                    new float[size],
                    0,
                    size,
                    info);
        }
        return info.val;
    }

    @Override
    public int geev(int n, Object a, Object real, Object imaginary, Object left) {
        intW info = new intW(0);
        int size = 36 * n;
        if (a instanceof double[] d) {
            double[] u = (double[]) left;
            String job = u.length > 0 ? "V" : "N";
            Dgeev.dgeev(
                    job,
                    "N",
                    n,
                    d,
                    0,
                    n,
                    (double[]) real,
                    0,
                    (double[]) imaginary,
                    0,
                    u,
                    0,
                    n,
                    new double[1],
                    0,
                    n,
                    new double[size],
                    0,
                    size,
                    info);
        } else {
            float[] u = (float[]) left;
            String job = u.length > 0 ? "V" : "N";
            Sgeev.sgeev(
                    job,
                    "N",
                    n,
                    (float[]) a,
                    0,
                    n,
                    (float[]) real,
                    0,
                    (float[]) imaginary,
                    0,
                    u,
                    0,
                    n,
                    new float[1],
                    0,
                    n,
                    new float[size],
                    0,
                    size,
                    info);
        }
        return info.val;
    }

    @Override
    public String description() {
        return "LAPACK in Java (netlib), 1 thread per call";
    }
}
