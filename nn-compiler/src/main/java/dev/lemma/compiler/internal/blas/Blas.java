package dev.lemma.compiler.internal.blas;

/**
 * Products of row-major matrices held in heap arrays: {@code C ← α·op(A)·op(B) + β·C}, with {@code op(X) = X} or {@code Xᵀ}.
 *
 * <p>{@code op(A)} is {@code m × k}, {@code op(B)} is {@code k × n}, {@code C} is {@code m × n}. Element {@code (r, s)} of a
 * stored matrix lies at {@code offset + r·ld + s}, so {@code lda} is at least {@code k}, or {@code m} if A is stored
 * transposed; likewise {@code ldb} is at least {@code n} (or {@code k}) and {@code ldc} at least {@code n}. With
 * {@code β = 0}, C is written without being read: old NaNs do not survive. {@code C} must not overlap A or B. Cost:
 * {@code 2mnk} floating-point operations. Any of {@code m, n, k} may be 0.
 *
 * <p>Every implementation checks the extents of all three operands first, and throws {@link IllegalArgumentException} with
 * nothing written; calls are safe from several threads at once, and each runs on its caller's thread only, so that the
 * caller decides how products are spread over cores. Results depend on the operands, the shape and the implementation,
 * never on the number of threads.
 *
 * <p>{@link #best()} is a native library where there is one: on JDK 22 and newer it works on the arrays in place, before that
 * on copies. The library is found through JavaCPP: an application puts {@code org.bytedeco:openblas} with its platform's
 * classifier on the class path (ND4J's native backend brings it along); without it the products still work, in plain Java. If
 * {@code org.bytedeco:mkl:2022.0-1.5.7} with the classifier {@code linux-x86_64-redist} (or {@code windows-x86_64-redist}) is
 * there too, Intel's MKL is used instead, unless {@code -Dorg.bytedeco.openblas.load=} keeps OpenBLAS.
 */
public interface Blas {

    /** {@code C ← α·op(A)·op(B) + β·C} in float32; see the type for the layout. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc);

    /** {@code C ← α·op(A)·op(B) + β·C} in float64; see the type for the layout. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int lda,
            double[] b,
            int bOffset,
            int ldb,
            double beta,
            double[] c,
            int cOffset,
            int ldc);

    /** Whether a native library does the work. */
    boolean isNative();

    /** Whether that library is MKL, which runs products of any size at the same speed. */
    default boolean isMkl() {
        return false;
    }

    /** One line for logs and reports: which library, how it is reached. */
    String description();

    /**
     * Sets the native library to one thread again. Libraries that share it (ND4J when it initialises) change the number, and
     * two pools of threads then fight for the cores. Costs a call when the number is right, milliseconds when it is not: call
     * it after such an initialisation, not before every product. Nothing happens without a native library.
     */
    void pinThreads();

    /**
     * The fastest implementation here; the native library is loaded by the first call and its threads are set to one. A missing
     * library is reported once, as a log warning.
     */
    static Blas best() {
        return BestBlas.INSTANCE;
    }

    /** Plain Java: no native library, no incubator module, the reference for the other two. */
    static Blas plain() {
        return PlainBlas.INSTANCE;
    }
}
