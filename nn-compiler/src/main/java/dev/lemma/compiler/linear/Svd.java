package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Factors;
import dev.lemma.compiler.internal.lapack.Lapack;

/**
 * The thin singular value decomposition {@code A = U diag(σ) Vᵀ}: σ descending, U [.., m, k] and V [.., n, k] with orthonormal columns, k = min(m, n).
 *
 * <p>By bidiagonal reduction and divide and conquer: about 4mn² operations for the values and up to 20mn² with the vectors, for m ≥ n. Singular values carry an error of a few ε·σ₁, so small ones have few
 * correct digits. The first entry of largest magnitude of each left vector is positive.
 *
 * @param u U
 * @param values σ, [.., k]
 * @param vt Vᵀ, [.., k, n]
 * @see <a href="https://doi.org/10.1137/1.9780898719604">LAPACK Users' Guide, gesdd</a>
 */
public record Svd(Array u, Array values, Array vt) {

    /** From this size on the library's threads are asked for; where they begin to pay has not been measured well. */
    private static final int LARGE = 256;

    private static final String NAME = "SVD";

    /** On the calling thread. */
    public static Svd of(Array a) {
        return of(a, Team.of(1));
    }

    /**
     * The decomposition of each matrix.
     *
     * @param a [.., m, n]
     * @param team the native library's own threads, as many as the team has, share a large matrix; results then agree with those of one thread to rounding, not to the bit. Not for calls from within the work of a
     *     team
     */
    public static Svd of(Array a, Team team) {
        Matrices matrices = Matrices.of(NAME, a).finite();
        int m = matrices.rows();
        int n = matrices.columns();
        int k = Math.min(m, n);
        Object u = matrices.results(m * k);
        Object values = matrices.results(k);
        Object vt = matrices.results(k * n);
        for (int i = 0; k > 0 && i < matrices.count(); i++) {
            Object left = Dense.numbers(matrices.type(), m * k);
            Object sigma = Dense.numbers(matrices.type(), k);
            Object right = Dense.numbers(matrices.type(), k * n);
            Object one = matrices.copy(i);
            int to = i;
            int info = Lapack.best()
                    .sharing(
                            k >= LARGE ? team.threads() : 1,
                            () -> Factors.svd(
                                    m, n, one, left, sigma, right, u, to * m * k, values, to * k, vt, to * k * n));
            require(info, matrices, i);
        }
        return new Svd(matrices.result(u, m, k), matrices.result(values, k), matrices.result(vt, k, n));
    }

    /** The singular values alone, [.., min(m, n)], descending. */
    public static Array values(Array a) {
        Matrices matrices = Matrices.of(NAME, a).finite();
        int m = matrices.rows();
        int n = matrices.columns();
        int k = Math.min(m, n);
        Object values = matrices.results(k);
        for (int i = 0; k > 0 && i < matrices.count(); i++) {
            Object sigma = Dense.numbers(matrices.type(), k);
            Object none = Dense.numbers(matrices.type(), 1);
            require(Lapack.best().gesdd(false, n, m, matrices.copy(i), sigma, none, none), matrices, i);
            System.arraycopy(sigma, 0, values, i * k, k);
        }
        return matrices.result(values, k);
    }

    private static void require(int info, Matrices matrices, int matrix) {
        if (info != 0) {
            throw new ArithmeticException(
                    NAME + ": no convergence for " + matrices.name(matrix) + " (info " + info + ")");
        }
    }

    /** {@code max(m, n)·ε}: singular values below so much of the largest are taken for 0. */
    public double defaultTolerance() {
        return Math.max(u.shape().extent(-2), vt.shape().extent(-1)) * u.type().epsilon();
    }

    /** The number of singular values above {@code tolerance·σ₁}, one per matrix. */
    public int[] rank(double tolerance) {
        int k = values.shape().extent(-1);
        int[] ranks = new int[values.shape().size() / Math.max(1, k)];
        for (int i = 0; k > 0 && i < values.shape().size(); i++) {
            ranks[i / k] += isKept(i, k, tolerance) ? 1 : 0;
        }
        return ranks;
    }

    private boolean isKept(int i, int k, double tolerance) {
        return values.get(i) > 0 && values.get(i) > tolerance * values.get(i / k * k);
    }

    /** {@code A⁺ = V diag(1/σ, 0) Uᵀ}, [.., n, m], with {@link #defaultTolerance}. */
    public Array pseudoInverse() {
        return pseudoInverse(defaultTolerance());
    }

    /**
     * The pseudo-inverse of Moore and Penrose: 1/σ where σ is above {@code tolerance·σ₁}, 0 for the others; [.., n, m]. It jumps where a singular value passes the
     * tolerance.
     */
    public Array pseudoInverse(double tolerance) {
        return compose(tolerance, true);
    }

    /** {@code Σ cⱼuⱼvⱼᵀ}: [.., m, n], for coefficients c [.., k]. */
    public Array compose(Array coefficients) {
        if (!coefficients.shape().equals(values.shape())) {
            throw new IllegalArgumentException(
                    NAME + ": expected coefficients " + values.shape() + ", got " + coefficients.shape());
        }
        return new Svd(u, coefficients.as(u.type()), vt).compose(0, false);
    }

    private Array compose(double tolerance, boolean inverse) {
        Matrices left = Matrices.of(NAME, u);
        int m = left.rows();
        int k = left.columns();
        int n = vt.shape().extent(-1);
        Object result = left.results(m * n);
        for (int i = 0; i < left.count(); i++) {
            Object scaled = left.copy(i);
            for (int j = 0; j < k; j++) {
                double sigma = values.get(i * k + j);
                double factor = !inverse ? sigma : isKept(i * k + j, k, tolerance) ? 1 / sigma : 0;
                Dense.scale(scaled, j, k, m, factor);
            }
            if (inverse) {
                Dense.multiply(
                        true, true, n, m, k, 1, vt.storage(), i * k * n, n, scaled, 0, k, 0, result, i * m * n, m);
            } else {
                Dense.multiply(
                        false, false, m, n, k, 1, scaled, 0, k, vt.storage(), i * k * n, n, 0, result, i * m * n, n);
            }
        }
        return inverse ? left.result(result, n, m) : left.result(result, m, n);
    }
}
