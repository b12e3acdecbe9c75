package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;

/**
 * Least squares of an operator of any shape: {@code min ‖A x − b‖² + δ²‖x‖²} by LSQR, conjugate gradients on the normal equations without forming them.
 *
 * <p>One product of A and one of its adjoint in each iteration; vectors in float64. Started at 0, it finds the solution of least norm. The error falls with the condition of A, not with its square.
 *
 * @param operator A
 * @param damping δ ≥ 0
 * @param tolerance iteration ends when {@code ‖r‖ ≤ tolerance·‖b‖} (the equations are solved), or {@code ‖Aᵀr − δ²x‖ ≤ tolerance·‖A‖‖r‖} (the least squares are)
 * @param iterations at most so many
 * @see <a href="https://doi.org/10.1145/355984.355989">Paige and Saunders 1982, LSQR</a>
 */
public record Lsqr(LinearOperator operator, double damping, double tolerance, int iterations) {

    public Lsqr {
        Check.notNegative("damping", damping);
        Check.notNegative("tolerance", tolerance);
        Check.atLeastOne("iterations", iterations);
    }

    /** Without damping. */
    public Lsqr(LinearOperator operator, double tolerance, int iterations) {
        this(operator, 0, tolerance, iterations);
    }

    /**
     * What was found.
     *
     * @param x the solution
     * @param iterations done
     * @param residual {@code ‖A x − b‖}, from a product at the end
     * @param normalResidual {@code ‖Aᵀr − δ²x‖}, likewise; 0 at the solution
     * @param normEstimate Frobenius norm of the part of A that was seen
     * @param conditionEstimate of that part, from below
     * @param converged whether a tolerance was reached
     */
    public record Solution(
            Array x,
            int iterations,
            double residual,
            double normalResidual,
            double normEstimate,
            double conditionEstimate,
            boolean converged) {}

    /** The solution for b [m]. */
    public Solution solve(Array b) {
        int m = operator.rows();
        int n = operator.columns();
        double[] u = Columns.requireVector("LSQR", b, m);
        DType type = b.type();
        double[] right = u.clone();
        double[] x = new double[n];
        double beta = Columns.norm(u);
        double size = beta;
        double[] v = new double[n];
        double alpha = 0;
        if (beta > 0) {
            Columns.scale(u, 1 / beta);
            v = Columns.product("LSQR", operator::applyAdjoint, u, type, n);
            alpha = Columns.norm(v);
        }
        int iteration = 0;
        double norm = 0;
        double condition = 0;
        boolean converged = beta == 0 || alpha == 0;
        if (alpha > 0) {
            Columns.scale(v, 1 / alpha);
        }
        double[] w = v.clone();
        double phiBar = beta;
        double rhoBar = alpha;
        double squares = 0;
        double directions = 0;
        double damped = 0;
        while (!converged && iteration < iterations) {
            double[] next = Columns.product("LSQR", operator::apply, v, type, m);
            Columns.add(next, -alpha, u);
            beta = Columns.norm(next);
            u = next;
            squares += alpha * alpha + beta * beta + damping * damping;
            norm = Math.sqrt(squares);
            if (beta > 0) {
                Columns.scale(u, 1 / beta);
                double[] turned = Columns.product("LSQR", operator::applyAdjoint, u, type, n);
                Columns.add(turned, -beta, v);
                alpha = Columns.norm(turned);
                v = turned;
                if (alpha > 0) {
                    Columns.scale(v, 1 / alpha);
                }
            } else {
                alpha = 0;
            }
            double rhoDamped = Math.hypot(rhoBar, damping);
            double psi = damping / rhoDamped * phiBar;
            damped += psi * psi;
            phiBar *= rhoBar / rhoDamped;
            double rho = Math.hypot(rhoDamped, beta);
            double cosine = rhoDamped / rho;
            double sine = beta / rho;
            double theta = sine * alpha;
            rhoBar = -cosine * alpha;
            double phi = cosine * phiBar;
            phiBar *= sine;
            for (double d : w) {
                directions += d / rho * (d / rho);
            }
            condition = norm * Math.sqrt(directions);
            Columns.add(x, phi / rho, w);
            double turn = -theta / rho;
            for (int i = 0; i < n; i++) {
                w[i] = v[i] + turn * w[i];
            }
            iteration++;
            double residual = Math.sqrt(phiBar * phiBar + damped);
            double normal = Math.abs(alpha * sine * phi);
            converged = residual <= tolerance * size || normal <= tolerance * norm * residual || alpha == 0;
        }
        double[] r = Columns.product("LSQR", operator::apply, x, type, m);
        Columns.scale(r, -1);
        Columns.add(r, 1, right);
        double[] gradient = Columns.product("LSQR", operator::applyAdjoint, r, type, n);
        Columns.add(gradient, -damping * damping, x);
        return new Solution(
                Array.of(dev.lemma.api.tensor.Shape.of(n), x).as(type),
                iteration,
                Columns.norm(r),
                Columns.norm(gradient),
                norm,
                condition,
                converged);
    }
}
