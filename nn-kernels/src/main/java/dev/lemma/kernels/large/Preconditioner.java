package dev.lemma.kernels.large;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.List;

/**
 * What the problem on the centres says of the whole: {@code H = K_nmᵀWK_nm/n + λK_mm ≈ L(LᵀDL + λI)Lᵀ}, {@code K_mm = LLᵀ}.
 *
 * <pre>{@code
 * LᵀDL + λI = AAᵀ,   B = L⁻ᵀA⁻ᵀ,   BᵀHB ≈ I
 * }</pre>
 *
 * <p>D is diagonal: 1/m times the weights at the centres, if these are drawn uniformly. Cost: m³.
 */
final class Preconditioner {

    private final PositiveDefinite outer;
    private final PositiveDefinite inner;

    private Preconditioner(PositiveDefinite outer, PositiveDefinite inner) {
        this.outer = outer;
        this.inner = inner;
    }

    /**
     * The preconditioner.
     *
     * @param outer K_mm, factorised
     * @param weights D, [m]
     */
    static Preconditioner of(PositiveDefinite outer, double[] weights, double penalty) {
        Array l = outer.factor().factor();
        int m = outer.size();
        double[] scaled = l.toDoubles();
        for (int i = 0; i < m; i++) {
            double root = Math.sqrt(weights[i]);
            for (int j = 0; j < m; j++) {
                scaled[i * m + j] *= root;
            }
        }
        Program product =
                Program.of(Fused.executor(), in -> List.of(in.get(0).transpose().matmul(in.get(0))));
        double[] numbers =
                (double[]) product.call(Array.of(Shape.of(m, m), scaled)).storage();
        for (int i = 0; i < m; i++) {
            numbers[i * (m + 1)] += penalty;
            for (int j = 0; j < i; j++) {
                numbers[i * m + j] = numbers[j * m + i];
            }
        }
        return new Preconditioner(
                outer,
                PositiveDefinite.of(
                        Array.of(Shape.of(m, m), numbers),
                        Jitter.USUAL,
                        () -> "a penalty below what float64 resolves"));
    }

    /** {@code B v}. */
    double[] apply(double[] v) {
        return outer.factor()
                .solveTransposedFactor(inner.factor().solveTransposedFactor(Array.vector(v)))
                .toDoubles();
    }

    /** {@code Bᵀv}. */
    double[] applyTransposed(double[] v) {
        return inner.factor()
                .solveFactor(outer.factor().solveFactor(Array.vector(v)))
                .toDoubles();
    }

    /** {@code BᵀK_mmB v}, K_mm with its jitter. */
    double[] penaltyTerm(double[] v) {
        return inner.factor()
                .solveFactor(inner.factor().solveTransposedFactor(Array.vector(v)))
                .toDoubles();
    }
}
