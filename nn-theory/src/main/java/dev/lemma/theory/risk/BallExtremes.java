package dev.lemma.theory.risk;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;

/**
 * The least and the largest value of a quadratic form {@code q(a) = aᵀMa + 2bᵀa + k} over the unit ball, exactly: the trust-region problem.
 *
 * <pre>{@code
 * (M + μI) a = −b,   M + μI ⪰ 0,   μ ≥ 0,   μ(1 − |a|) = 0
 * }</pre>
 *
 * <p>In the eigenbasis of M the condition {@code |a(μ)| = 1} is one decreasing function of μ, solved by bisection; the hard case (b without a part along the
 * lowest eigenvectors) is completed along one of them.
 *
 * @see <a href="https://doi.org/10.1137/0904038">Moré and Sorensen 1983</a>
 */
final class BallExtremes {

    private final double[] lambda;
    private final double[] beta;
    private final double constant;

    /** @param m symmetric, d·d numbers row by row */
    BallExtremes(double[] m, double[] b, double constant) {
        int d = b.length;
        SymmetricEigen eigen = SymmetricEigen.of(Array.of(Shape.of(d, d), m));
        this.lambda = eigen.values().toDoubles();
        double[] v = eigen.vectors().toDoubles();
        this.beta = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                beta[j] += v[i * d + j] * b[i];
            }
        }
        this.constant = constant;
    }

    /** {@code max |q|} over the ball. */
    double largestMagnitude() {
        return Math.max(-minimum(1), -minimum(-1));
    }

    /** {@code min} of q, or of −q for sign −1. */
    private double minimum(int sign) {
        double lowest = Double.POSITIVE_INFINITY;
        for (double l : lambda) {
            lowest = Math.min(lowest, sign * l);
        }
        double low = Math.max(0, -lowest);
        if (norm(sign, low) > 1) {
            double high = low + 1;
            while (norm(sign, high) > 1) {
                high = low + 2 * (high - low);
            }
            for (int i = 0; i < 200 && high - low > 1e-16 * high; i++) {
                double middle = (low + high) / 2;
                if (norm(sign, middle) > 1) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            low = high;
        }
        double value = sign * constant;
        double size = 0;
        for (int j = 0; j < lambda.length; j++) {
            double a = coordinate(sign, low, j);
            value += sign * lambda[j] * a * a + 2 * sign * beta[j] * a;
            size += a * a;
        }
        // Inside the ball with a negative curvature left: the rest of the length goes along it.
        return lowest < 0 ? value + lowest * Math.max(0, 1 - size) : value;
    }

    private double coordinate(int sign, double mu, int j) {
        double denominator = sign * lambda[j] + mu;
        return beta[j] == 0 ? 0 : -sign * beta[j] / denominator;
    }

    private double norm(int sign, double mu) {
        double sum = 0;
        for (int j = 0; j < lambda.length; j++) {
            double a = coordinate(sign, mu, j);
            sum += a * a;
        }
        return Math.sqrt(sum);
    }
}
