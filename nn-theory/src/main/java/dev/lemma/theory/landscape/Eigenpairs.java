package dev.lemma.theory.landscape;

import dev.lemma.api.tensor.Array;
import java.util.List;

/**
 * The largest eigenvalues of a symmetric operator.
 *
 * @param values descending
 * @param residuals {@code ‖Hv − λv‖}: an eigenvalue lies within it of each
 * @param vectors [P], of norm 1
 * @param products of the operator that it took
 */
public record Eigenpairs(double[] values, double[] residuals, List<Array> vectors, int products) {

    public Eigenpairs {
        values = values.clone();
        residuals = residuals.clone();
        vectors = List.copyOf(vectors);
    }

    /** λ₁: gradient descent leaves a minimum where its rate is above 2/λ₁. */
    public double sharpness() {
        return values[0];
    }
}
