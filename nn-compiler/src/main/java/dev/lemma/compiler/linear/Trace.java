package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;

/** The trace of a symmetric operator from products with random vectors, unbiased. */
public final class Trace {

    private Trace() {}

    /**
     * Hutchinson's estimator: the mean of {@code gᵀAg} over vectors g of signs.
     *
     * <p>The variance of a sample is {@code 2(‖A‖_F² − Σ aᵢᵢ²)}.
     *
     * @param n rows of A
     * @param samples m ≥ 1 products
     * @see <a href="https://doi.org/10.1080/03610918908812806">Hutchinson 1989</a>
     */
    public static Estimate hutchinson(SymmetricOperator a, int n, DType type, int samples, Key key) {
        Check.atLeastOne("n", n);
        Check.atLeastOne("samples", samples);
        Array g = Columns.signs(key, type, n, samples);
        return Estimate.of(quadratic(g, a.applyAll(g), n, samples), samples);
    }

    private static double[] quadratic(Array g, Array ag, int n, int samples) {
        double[] forms = new double[samples];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < samples; j++) {
                forms[j] += g.get(i * samples + j) * ag.get(i * samples + j);
            }
        }
        return forms;
    }

    /**
     * Hutch++: the trace of A on the range of {@code A S}, exactly, and Hutchinson's estimate of the rest.
     *
     * <p>A third of the products makes the range, a third is spent on it, a third estimates. For a positive semi-definite A the relative error falls with 1/m, where Hutchinson's falls with 1/√m.
     *
     * @param n rows of A
     * @param products m ≥ 3
     * @see <a href="https://arxiv.org/abs/2010.09649">Meyer, Musco, Musco and Woodruff 2021, algorithm 1</a>
     */
    public static Estimate hutchPlusPlus(SymmetricOperator a, int n, DType type, int products, Key key) {
        Check.atLeastOne("n", n);
        Check.atLeast("products", products, 3);
        int rank = Math.min(n, products / 3);
        int samples = products - 2 * rank;
        Array q =
                Qr.of(a.applyAll(Columns.signs(key.of("range"), type, n, rank))).q();
        Array aq = a.applyAll(q);
        double exact = 0;
        for (int i = 0; i < n * rank; i++) {
            exact += q.get(i) * aq.get(i);
        }
        if (rank == n) {
            return new Estimate(exact, 0, 2 * rank);
        }
        LinearOperator onRange = LinearOperator.of(q);
        Array g = Columns.signs(key.of("rest"), type, n, samples);
        double[] outside = g.toDoubles();
        double[] inside = onRange.applyAll(onRange.applyAdjointAll(g)).toDoubles();
        for (int i = 0; i < outside.length; i++) {
            outside[i] -= inside[i];
        }
        Array rest = Array.of(Shape.of(n, samples), outside).as(type);
        return Estimate.of(quadratic(rest, a.applyAll(rest), n, samples), samples)
                .plus(exact, 2 * rank);
    }
}
