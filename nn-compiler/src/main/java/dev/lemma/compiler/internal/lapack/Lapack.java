package dev.lemma.compiler.internal.lapack;

import java.util.function.IntSupplier;

/**
 * Factorisations under their LAPACK names, in LAPACK's column-major order: element (i, j) of a matrix with {@code ld} rows lies at {@code i + j·ld}. A
 * row-major matrix is the transpose of a column-major one, and callers choose the routine for the transpose rather than move numbers.
 *
 * <p>An argument of type {@code Object} is a {@code float[]} or a {@code double[]}, all arguments of a call of one kind; matrices begin at its first number and
 * are contiguous. The result is LAPACK's {@code info}: 0 for success, what a positive number means is said by each method. Every call runs on its caller's
 * thread, so that results do not depend on the number of threads, except within {@link #sharing}. Sizes are at least 1, and numbers finite: callers see to that.
 */
public interface Lapack {

    /**
     * The Cholesky factor of a symmetric positive definite matrix, over the triangle it is read from.
     *
     * @param upper whether the upper triangle is read, {@code A = UᵀU}; else {@code A = LLᵀ}
     * @return k &gt; 0 if the leading k × k block is not positive definite
     */
    int potrf(boolean upper, int n, Object a);

    /**
     * {@code A⁻¹} from its Cholesky factor, over the same triangle.
     *
     * @param upper whether the factor is U with {@code A = UᵀU}; else L with {@code A = LLᵀ}
     * @return k &gt; 0 if the k-th number of the factor's diagonal is exactly 0
     */
    int potri(boolean upper, int n, Object a);

    /**
     * {@code A = PLU} of a matrix m × n, L with ones on its diagonal.
     *
     * @param a m × n
     * @param pivots row i was exchanged with row {@code pivots[i] − 1}
     * @return k &gt; 0 if the k-th pivot is exactly 0
     */
    int getrf(int m, int n, Object a, int[] pivots);

    /** {@code A = LQ} of a matrix m × n: L in the lower triangle, Q as reflectors beside it and in tau. */
    int gelqf(int m, int n, Object a, Object tau);

    /** The first m rows of Q of {@link #gelqf}, from k reflectors; m ≤ n. */
    int orglq(int m, int n, int k, Object a, Object tau);

    /**
     * Eigenvalues, ascending, of a symmetric matrix given by its lower triangle; its eigenvectors, as columns, over the matrix.
     *
     * @param vectors whether they are wanted; without, the matrix is destroyed
     * @return positive if the iteration did not converge
     */
    int syevd(boolean vectors, int n, Object a, Object values);

    /**
     * The thin singular value decomposition of a matrix m × n, {@code A = U diag(s) Vᵀ}, s descending; A is destroyed.
     *
     * @param vectors whether u and vt are wanted, else they are not touched
     * @param u m × k, k = min(m, n)
     * @param vt k × n
     * @return positive if the iteration did not converge
     */
    int gesdd(boolean vectors, int m, int n, Object a, Object s, Object u, Object vt);

    /**
     * Eigenvalues of any square matrix, and its left eigenvectors {@code uᴴA = λuᴴ} as columns; A is destroyed.
     *
     * @param left n × n, or an empty array where no vectors are wanted; a pair of conjugate eigenvalues j, j + 1 has the vectors {@code u_j ± i u_{j+1}}
     * @return positive if the iteration did not converge
     */
    int geev(int n, Object a, Object real, Object imaginary, Object left);

    /**
     * Makes a call of the above, the library's own threads helping it where it has any; results then agree with those of one thread to rounding. One such call at a time; where the library
     * has one number of threads for all callers, what others compute meanwhile is shared too.
     *
     * @param threads at most so many
     * @return what the call gives
     */
    default int sharing(int threads, IntSupplier call) {
        return call.getAsInt();
    }

    /** One line for logs and reports. */
    String description();

    /** The native library's where there is one, otherwise Java's. The library is loaded by the first call. */
    static Lapack best() {
        return BestLapack.INSTANCE;
    }

    /** LAPACK in Java: no native library, the reference for the other. */
    static Lapack plain() {
        return PlainLapack.INSTANCE;
    }
}
