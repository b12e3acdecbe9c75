package dev.lemma.examples.regression;

import dev.lemma.api.tensor.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * The least risk that an affine function of the features can have:
 *
 * <pre>{@code min over w, b of (1/n) Σ (w·xᵢ + b − yᵢ)²     }</pre>
 *
 * <p>By projecting y off the columns, which are made orthogonal one after another, twice each (Gram-Schmidt with
 * reorthogonalisation); a column that depends on those before it adds nothing. Cost {@code 4nd²}.
 */
final class LeastSquares {

    private static final double DEPENDENT = 1e-10;

    private LeastSquares() {}

    /**
     * The least risk.
     *
     * @param features {@code [n, d]}
     * @param targets n numbers
     */
    static double risk(Array features, Array targets) {
        int n = features.shape().extent(0);
        int d = features.shape().extent(1);
        List<double[]> basis = new ArrayList<>();
        for (int k = -1; k < d; k++) {
            double[] column = new double[n];
            for (int i = 0; i < n; i++) {
                column[i] = k < 0 ? 1 : features.get(i * d + k);
            }
            double before = norm(column);
            project(column, basis);
            double after = norm(column);
            if (after > DEPENDENT * before) {
                for (int i = 0; i < n; i++) {
                    column[i] /= after;
                }
                basis.add(column);
            }
        }
        double[] residual = targets.toDoubles();
        project(residual, basis);
        double norm = norm(residual);
        return norm * norm / n;
    }

    /** Takes the parts along the basis out of the vector. */
    private static void project(double[] vector, List<double[]> basis) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] direction : basis) {
                double along = 0;
                for (int i = 0; i < vector.length; i++) {
                    along += direction[i] * vector[i];
                }
                for (int i = 0; i < vector.length; i++) {
                    vector[i] -= along * direction[i];
                }
            }
        }
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double v : vector) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }
}
