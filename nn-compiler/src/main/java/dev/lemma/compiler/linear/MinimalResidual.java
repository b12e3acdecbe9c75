package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;

/**
 * {@code A x = b} for a symmetric operator of any sign, singular too, by MINRES: of all x in the Krylov space of b the one with the least residual.
 *
 * <p>One product in each iteration, and a few vectors, kept in float64. The residual never grows. If the equations have no solution, what is found is a least-squares solution, whose {@code ‖A r‖} is small and whose residual is not: {@link
 * Solution#normalResidual} tells them apart.
 *
 * @param operator A
 * @param tolerance iteration ends when {@code ‖b − Ax‖ ≤ tolerance·‖b‖}, or {@code ‖Ar‖ ≤ tolerance·‖A‖‖r‖}
 * @param iterations at most so many
 * @see <a href="https://doi.org/10.1137/0712047">Paige and Saunders 1975, Solution of sparse indefinite systems of linear equations</a>
 */
public record MinimalResidual(SymmetricOperator operator, double tolerance, int iterations) {

    public MinimalResidual {
        Check.notNegative("tolerance", tolerance);
        Check.atLeastOne("iterations", iterations);
    }

    /**
     * What was found.
     *
     * @param x the solution
     * @param iterations done
     * @param residual {@code ‖b − Ax‖/‖b‖}, from a product at the end
     * @param normalResidual {@code ‖A r‖/(‖A‖‖r‖)}, ‖A‖ estimated from the iteration
     * @param normEstimate of A, from below
     * @param converged whether one of the two reached the tolerance
     */
    public record Solution(
            Array x, int iterations, double residual, double normalResidual, double normEstimate, boolean converged) {}

    /** The solution for b [n]. */
    public Solution solve(Array b) {
        double[] right = Columns.requireVector("MINRES", b, -1);
        int n = right.length;
        DType type = b.type();
        double[] x = new double[n];
        double beta = Columns.norm(right);
        double size = beta;
        if (beta == 0) {
            return new Solution(b, 0, 0, 0, 0, true);
        }
        double[] before = new double[n];
        double[] v = right.clone();
        Columns.scale(v, 1 / beta);
        double[] direction = new double[n];
        double[] older = new double[n];
        double cosine = -1;
        double sine = 0;
        double epsilon = 0;
        double delta = 0;
        double phi = beta;
        double oldBeta = 0;
        double norm = 0;
        int iteration = 0;
        boolean done = false;
        while (!done && iteration < iterations) {
            double[] q = Columns.product("MINRES", operator::apply, v, type, n);
            double alpha = Columns.dot(v, q);
            Columns.add(q, -alpha, v);
            if (iteration > 0) {
                Columns.add(q, -oldBeta, before);
            }
            double next = Columns.norm(q);
            norm = Math.max(norm, Math.sqrt(alpha * alpha + next * next + oldBeta * oldBeta));
            // The last rotation on the new column of the tridiagonal matrix, then the next one.
            double oldEpsilon = epsilon;
            double barred = cosine * delta + sine * alpha;
            double gammaBar = sine * delta - cosine * alpha;
            epsilon = sine * next;
            delta = -cosine * next;
            double gamma = Math.hypot(gammaBar, next);
            // ‖A r‖ of the iterate before this step.
            double normal = phi * Math.hypot(gammaBar, delta);
            if (normal <= tolerance * norm * phi || gamma <= 1e-300) {
                break;
            }
            cosine = gammaBar / gamma;
            sine = next / gamma;
            double step = cosine * phi;
            phi = sine * phi;
            double[] newest = v.clone();
            Columns.add(newest, -oldEpsilon, older);
            Columns.add(newest, -barred, direction);
            Columns.scale(newest, 1 / gamma);
            older = direction;
            direction = newest;
            Columns.add(x, step, direction);
            iteration++;
            done = Math.abs(phi) <= tolerance * size || next <= 1e-15 * norm;
            before = v;
            if (next > 0) {
                Columns.scale(q, 1 / next);
            }
            v = q;
            oldBeta = next;
        }
        double[] r = right.clone();
        Columns.add(r, -1, Columns.product("MINRES", operator::apply, x, type, n));
        double residual = Columns.norm(r);
        double normal = residual == 0
                ? 0
                : Columns.norm(Columns.product("MINRES", operator::apply, r, type, n))
                        / (Math.max(norm, 1e-300) * residual);
        boolean converged = residual <= Math.max(tolerance, 4 * type.epsilon()) * size * 1.5
                || normal <= Math.max(tolerance, 4 * type.epsilon()) * 1.5;
        return new Solution(Array.of(b.shape(), x).as(type), iteration, residual / size, normal, norm, converged);
    }
}
