package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.internal.lapack.Dense;

/**
 * The leading singular triplets of an operator from products with random vectors: {@code A ≈ U diag(σ) Vᵀ}.
 *
 * <pre>{@code
 * Q = orth((A Aᵀ)^q A Ω),  Ω Gaussian [n, r + p]        B = QᵀA = Ũ diag(σ) Vᵀ        U = QŨ
 * }</pre>
 *
 * <p>The expected error is within {@code (1 + 4√(2 min(m, n)/(r − 1)))^{1/(2q+1)}} of σ_{r+1}, the least there is. Cost: 2(q + 1)(r + p) products.
 *
 * @param svd U [m, r], σ [r], Vᵀ [r, n]
 * @param errorBound at least {@code ‖A − U diag(σ) Vᵀ‖}, but with probability 10⁻⁵: a bound of {@code ‖A − QQᵀA‖} from five products, and the first singular value of B left out
 * @see <a href="https://arxiv.org/abs/0909.4061">Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1, equation 4.3</a>
 */
public record RandomizedSvd(Svd svd, double errorBound) {

    private static final int CHECKS = 5;

    /** Ten columns more than asked for, two power iterations. */
    public static RandomizedSvd of(LinearOperator a, DType type, int rank, Key key) {
        return of(a, type, rank, 10, 2, key);
    }

    /**
     * The decomposition.
     *
     * @param rank r ≥ 1, at most min(m, n)
     * @param oversampling p ≥ 0
     * @param powerIterations q ≥ 0; orthogonalised between products
     */
    public static RandomizedSvd of(
            LinearOperator a, DType type, int rank, int oversampling, int powerIterations, Key key) {
        int m = a.rows();
        int n = a.columns();
        int least = Math.min(m, n);
        Check.atLeastOne("rank", rank);
        Check.atLeast("oversampling", oversampling, 0);
        Check.atLeast("powerIterations", powerIterations, 0);
        if (rank > least) {
            throw new IllegalArgumentException("randomised SVD: rank " + rank + " of an operator [" + m + ", " + n
                    + "]: expected at most " + least);
        }
        int columns = Math.min(least, rank + oversampling);
        Array q = Qr.of(a.applyAll(Columns.gaussian(key.of("range"), type, n, columns)))
                .q();
        for (int i = 0; i < powerIterations; i++) {
            Array back = Qr.of(a.applyAdjointAll(q)).q();
            q = Qr.of(a.applyAll(back)).q();
        }
        Svd small = Svd.of(a.applyAdjointAll(q)); // of Bᵀ [n, columns]
        LinearOperator range = LinearOperator.of(q);
        Matrices vt = Matrices.of("randomised SVD", small.vt());
        Object turned = Dense.numbers(type, columns * columns);
        Dense.transpose(small.vt().storage(), 0, vt.rows(), vt.columns(), turned, 0);
        Array u = range.applyAll(Dense.array(Shape.of(columns, columns), turned));
        Object right = Dense.numbers(type, n * columns);
        Dense.transpose(small.u().storage(), 0, n, columns, right, 0);
        double bound = errorBound(a, range, type, key.of("check"));
        double next = rank < columns ? small.values().get(rank) : 0;
        return new RandomizedSvd(
                new Svd(
                        first(u, m, columns, rank),
                        Dense.array(Shape.of(rank), Dense.copy(small.values().storage(), 0, rank)),
                        Dense.array(Shape.of(rank, n), Dense.copy(right, 0, rank * n))),
                bound + next);
    }

    /** {@code 10√(2/π) max ‖(I − QQᵀ)Aω‖} over five Gaussian vectors. */
    private static double errorBound(LinearOperator a, LinearOperator range, DType type, Key key) {
        Array y = a.applyAll(Columns.gaussian(key, type, a.columns(), CHECKS));
        double[] left = y.toDoubles();
        double[] inside = range.applyAll(range.applyAdjointAll(y)).toDoubles();
        double[] squares = new double[CHECKS];
        for (int i = 0; i < left.length; i++) {
            squares[i % CHECKS] += (left[i] - inside[i]) * (left[i] - inside[i]);
        }
        double largest = 0;
        for (double square : squares) {
            largest = Math.max(largest, Math.sqrt(square));
        }
        return 10 * Math.sqrt(2 / Math.PI) * largest;
    }

    private static Array first(Array u, int rows, int columns, int rank) {
        Object kept = Dense.numbers(u.type(), rows * rank);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(u.storage(), i * columns, kept, i * rank, rank);
        }
        return Dense.array(Shape.of(rows, rank), kept);
    }
}
