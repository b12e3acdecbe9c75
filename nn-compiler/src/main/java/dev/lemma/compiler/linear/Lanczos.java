package dev.lemma.compiler.linear;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;

/**
 * The Lanczos iteration with full reorthogonalisation: the extreme eigenvalues of a symmetric operator from a few of its products.
 *
 * <pre>{@code
 * A Q = Q T + β_k q_k eₖᵀ,   QᵀQ = I,   T tridiagonal with α on the diagonal and β beside it,   q₀ = start/‖start‖
 * }</pre>
 *
 * <p>The eigenvalues of T (Ritz values) approximate those of A, the extreme ones first: a Ritz pair (θ, Qs) leaves the residual {@code ‖A Qs − θ Qs‖ = β_k |s_k|},
 * so an eigenvalue of A lies within it. Their weights {@code s₀²} are the nodes' weights of the Gauss quadrature of the start's spectral measure.
 *
 * <p>Each new vector is made orthogonal to its two neighbours and then to all before it, so that {@code |QᵀQ − I|} stays near {@code ε‖A‖/β} and no simple
 * eigenvalue appears twice, as it does without. The iteration ends early when what is left is no more than rounding: the vectors then span an invariant subspace.
 *
 * <p>Cost of k steps: k products of the operator, 2nk² operations bound by memory, and n(k + 1) numbers in the type of the start. Results do
 * not depend on the number of threads.
 *
 * @see <a href="https://doi.org/10.1137/1.9780898719581">Parlett 1998, The Symmetric Eigenvalue Problem, chapter 13</a>
 */
public final class Lanczos {

    private final KrylovBasis basis;
    private final double[] diagonal;
    private final double[] beside;
    private final double last;
    private final TridiagonalEigen eigen;

    private Lanczos(KrylovBasis basis, double[] diagonal, double[] beside, double last) {
        this.basis = basis;
        this.diagonal = diagonal;
        this.beside = beside;
        this.last = last;
        this.eigen = TridiagonalEigen.of(diagonal, beside);
    }

    /**
     * The iteration on one thread.
     *
     * @param start a vector [n] that is not zero; drawn at random it has a share of every eigenvector
     * @param steps at least 1; at most n are taken
     */
    public static Lanczos of(SymmetricOperator operator, Array start, int steps) {
        return of(operator, start, steps, Team.of(1));
    }

    /**
     * The iteration, its own work shared by a team.
     *
     * @param start a vector [n] that is not zero; drawn at random it has a share of every eigenvector
     * @param steps at least 1; at most n are taken
     * @throws ArithmeticException if a product is not finite
     */
    public static Lanczos of(SymmetricOperator operator, Array start, int steps, Team team) {
        if (start.shape().rank() != 1 || start.shape().size() == 0) {
            throw new ShapeException("Lanczos: expected a start vector [n], got " + start.shape());
        }
        if (steps < 1) {
            throw new IllegalArgumentException("Lanczos: steps must be at least 1, got " + steps);
        }
        int n = start.shape().size();
        int most = Math.min(steps, n);
        KrylovBasis basis = KrylovBasis.of(start.type(), n, most, team);
        basis.set(start);
        double norm = basis.subtract(new double[0]);
        if (!(norm > 0) || !Double.isFinite(norm)) {
            throw new IllegalArgumentException(
                    "Lanczos: expected a start vector with a finite norm above 0, got " + norm);
        }
        basis.store(0, 1 / norm);
        double epsilon = start.type().epsilon();
        double[] alpha = new double[most];
        double[] beta = new double[most];
        double scale = 0;
        int k = 0;
        while (true) {
            Array product = operator.apply(basis.vector(k));
            if (product.type() != start.type() || !product.shape().equals(start.shape())) {
                throw new ShapeException("Lanczos: the operator makes " + product.type() + product.shape() + " of "
                        + start.type() + start.shape() + ": expected the same");
            }
            basis.set(product);
            // The recurrence first: what the pass over all vectors then takes is rounding, and its own rounding of
            // higher order.
            double along = basis.dot(k);
            double[] near = k == 0 ? new double[] {along} : new double[] {beta[k - 1], along};
            double[] c = basis.dotsAfter(Math.max(0, k - 1), near, k + 1);
            double left = basis.subtract(c);
            scale = Math.max(scale, Math.hypot(norm(near), left));
            if (left < norm(c)) {
                c = basis.dotsAfter(0, new double[0], k + 1);
                left = basis.subtract(c);
            }
            alpha[k] = along;
            if (!Double.isFinite(left) || !Double.isFinite(alpha[k])) {
                throw new ArithmeticException(
                        "Lanczos: product " + k + " of the operator is not finite, or too large for " + start.type());
            }
            beta[k] = left;
            k++;
            // Less than this is rounding, not a direction.
            if (k == most || left <= 4 * epsilon * scale) {
                return new Lanczos(basis, Arrays.copyOf(alpha, k), Arrays.copyOf(beta, k - 1), left);
            }
            basis.store(k, 1 / left);
        }
    }

    private static double norm(double[] c) {
        double square = 0;
        for (double x : c) {
            square += x * x;
        }
        return Math.sqrt(square);
    }

    /** The steps taken, k: fewer than asked for if the vectors span an invariant subspace. */
    public int steps() {
        return diagonal.length;
    }

    /** α, the diagonal of T. */
    public double[] diagonal() {
        return diagonal.clone();
    }

    /** β, the k − 1 numbers beside the diagonal of T, all above 0. */
    public double[] beside() {
        return beside.clone();
    }

    /** The Ritz values, ascending. */
    public double[] values() {
        return eigen.values();
    }

    /** The largest Ritz value: at most the largest eigenvalue. */
    public double largest() {
        return eigen.values()[steps() - 1];
    }

    /** {@code ‖A x − θ x‖} of each Ritz pair: an eigenvalue lies within it of θ. */
    public double[] residuals() {
        double[] residuals = new double[steps()];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = last * Math.abs(eigen.vector(i)[steps() - 1]);
        }
        return residuals;
    }

    /** Weights of the Ritz values in the spectral measure of the start; their sum is 1. */
    public double[] weights() {
        double[] weights = new double[steps()];
        for (int i = 0; i < weights.length; i++) {
            double first = eigen.vector(i)[0];
            weights[i] = first * first;
        }
        return weights;
    }

    /** The Ritz vector of the i-th Ritz value: [n], norm 1. */
    public Array vector(int i) {
        return basis.combination(eigen.vector(i));
    }
}
