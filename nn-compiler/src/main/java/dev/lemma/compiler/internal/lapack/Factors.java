package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.concurrent.Team;

/** Factorisations of one row-major matrix by LAPACK, with the signs that it leaves open fixed; all memory is the caller's. */
public final class Factors {

    private Factors() {}

    /**
     * {@code A = Q R}, k = min(m, n).
     *
     * @param a m × n, lost
     * @param tau k
     * @param rows m × k; may be {@code a} if m ≥ n
     */
    public static void qr(int m, int n, Object a, Object tau, Object rows, Object q, int qStart, Object r, int rStart) {
        int k = Math.min(m, n);
        // The row-major matrix is a column-major transpose n × m: Aᵀ = L Q̃ there, so Q is the transpose of Q̃, row by
        // row.
        require(Lapack.best().gelqf(n, m, a, tau));
        System.arraycopy(a, 0, r, rStart, k * n);
        for (int i = 0; i < k; i++) {
            Dense.fill(r, rStart + i * n, rStart + i * n + i, 0);
        }
        for (int c = 0; n != k && c < m; c++) {
            System.arraycopy(a, c * n, rows, c * k, k);
        }
        Object reflectors = n == k ? a : rows;
        require(Lapack.best().orglq(k, m, k, reflectors, tau));
        System.arraycopy(reflectors, 0, q, qStart, m * k);
        for (int j = 0; j < k; j++) {
            int diagonal = rStart + j * (n + 1);
            if (Dense.get(r, diagonal) < 0) {
                Dense.scale(r, diagonal, 1, n - j, -1);
                Dense.scale(q, qStart + j, k, m, -1);
            }
        }
    }

    private static void require(int info) {
        if (info != 0) {
            throw new IllegalStateException("QR: LAPACK refuses argument " + -info);
        }
    }

    /**
     * {@code A = V diag(λ) Vᵀ}; LAPACK's info.
     *
     * @param a n × n, lost
     * @param lambda n
     */
    public static int symmetricEigen(
            int n, Object a, Object lambda, Object values, int valuesStart, Object vectors, int vectorsStart) {
        int info = Lapack.best().syevd(true, n, a, lambda);
        for (int j = 0; j < n; j++) { // column-major columns are rows
            if (Dense.isNegative(a, j * n, 1, n)) {
                Dense.scale(a, j * n, 1, n, -1);
            }
        }
        System.arraycopy(lambda, 0, values, valuesStart, n);
        Dense.transpose(a, 0, n, n, vectors, vectorsStart);
        return info;
    }

    /**
     * {@code A = U diag(σ) Vᵀ}, k = min(m, n); LAPACK's info.
     *
     * @param a m × n, lost
     * @param left m × k
     * @param sigma k
     * @param right k × n
     */
    public static int svd(
            int m,
            int n,
            Object a,
            Object left,
            Object sigma,
            Object right,
            Object u,
            int uStart,
            Object values,
            int valuesStart,
            Object vt,
            int vtStart) {
        int k = Math.min(m, n);
        // The row-major matrix is a column-major transpose n × m, whose factors are the other way round.
        int info = Lapack.best().gesdd(true, n, m, a, sigma, right, left);
        for (int j = 0; j < k; j++) {
            if (Dense.isNegative(left, j, k, m)) {
                Dense.scale(left, j, k, m, -1);
                Dense.scale(right, j * n, 1, n, -1);
            }
        }
        System.arraycopy(left, 0, u, uStart, m * k);
        System.arraycopy(sigma, 0, values, valuesStart, k);
        System.arraycopy(right, 0, vt, vtStart, k * n);
        return info;
    }

    /**
     * {@code X ← op(A)⁻¹ X} from {@code A P = L U} as {@link Lapack#getrf} leaves it on a row-major matrix.
     *
     * @param factors n × n from {@code start} on
     * @param x n × k from {@code xStart} on
     */
    public static void solveLu(
            boolean transposed,
            int n,
            Object factors,
            int start,
            int[] pivots,
            int k,
            Object x,
            int xStart,
            Object row,
            Team team) {
        if (transposed) {
            exchange(x, xStart, n, k, pivots, true, row);
            TriangularSolver.solve(false, true, true, n, factors, start, n, k, x, xStart, k, team);
            TriangularSolver.solve(true, true, false, n, factors, start, n, k, x, xStart, k, team);
        } else {
            TriangularSolver.solve(true, false, false, n, factors, start, n, k, x, xStart, k, team);
            TriangularSolver.solve(false, false, true, n, factors, start, n, k, x, xStart, k, team);
            exchange(x, xStart, n, k, pivots, false, row);
        }
    }

    private static void exchange(Object x, int start, int n, int k, int[] pivots, boolean forward, Object row) {
        for (int s = 0; s < n; s++) {
            int i = forward ? s : n - 1 - s;
            int j = pivots[i] - 1;
            if (i != j) {
                System.arraycopy(x, start + i * k, row, 0, k);
                System.arraycopy(x, start + j * k, x, start + i * k, k);
                System.arraycopy(row, 0, x, start + j * k, k);
            }
        }
    }
}
