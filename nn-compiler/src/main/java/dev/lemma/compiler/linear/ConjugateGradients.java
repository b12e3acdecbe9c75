package dev.lemma.compiler.linear;

import dev.lemma.api.check.Check;
import dev.lemma.api.linear.NotPositiveDefiniteException;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code A X = B} for a symmetric positive definite operator, by conjugate gradients, preconditioned or not, for one right-hand side or many.
 *
 * <pre>{@code
 * x ← x + αp,  r ← r − αAp,  z = M⁻¹r,  p ← z + βp        α = rᵀz/pᵀAp        β = r₊ᵀz₊/rᵀz
 * }</pre>
 *
 * <p>Columns of B are solved side by side, each with its own α and β, so that an iteration takes one product of the operator with a block; a column that has converged stands still. Vectors
 * are kept in float64, products are in the type of B. After k iterations the error in the norm of A is at most {@code 2((√κ − 1)/(√κ + 1))ᵏ} of the first, κ the condition of {@code M⁻¹A}.
 *
 * @param operator A
 * @param preconditioner {@code v ↦ M⁻¹v}, symmetric positive definite; null for none
 * @param tolerance iteration ends when {@code ‖b − Ax‖ ≤ tolerance·‖b‖} for every column
 * @param iterations at most so many
 * @see <a href="https://doi.org/10.6028/jres.049.044">Hestenes and Stiefel 1952</a>
 */
public record ConjugateGradients(
        SymmetricOperator operator, @Nullable SymmetricOperator preconditioner, double tolerance, int iterations) {

    /** How many α's the error estimate looks ahead. */
    private static final int DELAY = 4;

    public ConjugateGradients {
        Check.notNegative("tolerance", tolerance);
        Check.atLeastOne("iterations", iterations);
    }

    /** Without preconditioner. */
    public ConjugateGradients(SymmetricOperator operator, double tolerance, int iterations) {
        this(operator, null, tolerance, iterations);
    }

    /**
     * What was found.
     *
     * @param x X, in the shape of B
     * @param iterations done
     * @param residuals {@code ‖b − Ax‖/‖b‖} of each column, from a product at the end and not from the recurrence
     * @param errors of each column an estimate, from below, of {@code ‖x − x*‖} in the norm of A a few iterations before the end: Hestenes and Stiefel's {@code (Σ α‖r‖²)^½} over the last four
     * @param converged whether every column's residual reached the tolerance
     */
    public record Solution(Array x, int iterations, double[] residuals, double[] errors, boolean converged) {}

    /**
     * Solves for one or many right-hand sides.
     *
     * @param b [n] or [n, k]
     * @throws NotPositiveDefiniteException if a direction has {@code pᵀAp ≤ 0}
     */
    public Solution solve(Array b) {
        if (b.shape().rank() < 1 || b.shape().rank() > 2) {
            throw new ShapeException("conjugate gradients: expected right-hand sides [n] or [n, k], got " + b.shape());
        }
        boolean vector = b.shape().rank() == 1;
        int n = b.shape().extent(0);
        int k = vector ? 1 : b.shape().extent(1);
        double[] r = b.toDoubles();
        for (double v : r) {
            if (!Double.isFinite(v)) {
                throw new IllegalArgumentException("conjugate gradients: the right-hand side holds " + v);
            }
        }
        DType type = b.type();
        double[] x = new double[n * k];
        double[] size = dots(r, r, n, k);
        double[] goal = new double[k];
        boolean[] active = new boolean[k];
        int running = 0;
        for (int j = 0; j < k; j++) {
            goal[j] = tolerance * Math.sqrt(size[j]);
            active[j] = Math.sqrt(size[j]) > goal[j];
            running += active[j] ? 1 : 0;
        }
        double[] z = precondition(r, n, k, type);
        double[] p = z.clone();
        double[] rz = dots(r, z, n, k);
        double[][] steps = new double[DELAY][k];
        int iteration = 0;
        while (running > 0 && iteration < iterations) {
            double[] q = block(operator, p, n, k, type);
            double[] pq = dots(p, q, n, k);
            double[] alpha = new double[k];
            for (int j = 0; j < k; j++) {
                if (active[j]) {
                    requirePositive(pq[j], j, iteration);
                    alpha[j] = rz[j] / pq[j];
                    steps[iteration % DELAY][j] = alpha[j] * rz[j];
                }
            }
            for (int i = 0; i < n * k; i++) {
                double a = alpha[i % k];
                x[i] += a * p[i];
                r[i] -= a * q[i];
            }
            double[] left = dots(r, r, n, k);
            z = precondition(r, n, k, type);
            double[] next = dots(r, z, n, k);
            double[] beta = new double[k];
            for (int j = 0; j < k; j++) {
                if (active[j] && Math.sqrt(left[j]) <= goal[j]) {
                    active[j] = false;
                    running--;
                }
                beta[j] = rz[j] == 0 ? 0 : next[j] / rz[j];
                rz[j] = next[j];
            }
            for (int i = 0; i < n * k; i++) {
                p[i] = active[i % k] ? z[i] + beta[i % k] * p[i] : 0;
            }
            iteration++;
        }
        double[] ax = block(operator, x, n, k, type);
        double[] residuals = new double[k];
        double[] errors = new double[k];
        for (int i = 0; i < n * k; i++) {
            double difference = b.get(i) - ax[i];
            residuals[i % k] += difference * difference;
        }
        for (int j = 0; j < k; j++) {
            residuals[j] = size[j] == 0 ? 0 : Math.sqrt(residuals[j] / size[j]);
            for (double[] step : steps) {
                errors[j] += step[j];
            }
            errors[j] = Math.sqrt(errors[j]);
        }
        return new Solution(Array.of(b.shape(), x).as(type), iteration, residuals, errors, running == 0);
    }

    private static void requirePositive(double curvature, int column, int iteration) {
        if (!(curvature > 0)) {
            throw new NotPositiveDefiniteException(
                    "conjugate gradients: in iteration " + iteration + " column " + column
                            + " has a direction with pᵀAp = "
                            + curvature
                            + ", so the operator is not positive definite: MINRES takes symmetric operators of any sign",
                    column,
                    curvature);
        }
    }

    private double[] precondition(double[] r, int n, int k, DType type) {
        return preconditioner == null ? r.clone() : block(preconditioner, r, n, k, type);
    }

    private static double[] block(SymmetricOperator operator, double[] v, int n, int k, DType type) {
        Array product = k == 1
                ? operator.apply(Array.of(Shape.of(n), v.clone()).as(type))
                : operator.applyAll(Array.of(Shape.of(n, k), v.clone()).as(type));
        if (product.shape().size() != n * k) {
            throw new ShapeException("conjugate gradients: the operator makes " + product.shape() + " of " + n
                    + " rows and " + k + " columns");
        }
        double[] wide = product.toDoubles();
        for (double x : wide) {
            if (!Double.isFinite(x)) {
                throw new ArithmeticException("conjugate gradients: a product of the operator holds " + x);
            }
        }
        return wide;
    }

    private static double[] dots(double[] a, double[] b, int n, int k) {
        double[] dots = new double[k];
        if (k == 1) {
            dots[0] = Columns.dot(a, b);
            return dots;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                dots[j] += a[i * k + j] * b[i * k + j];
            }
        }
        return dots;
    }

    @Override
    public String toString() {
        return "ConjugateGradients[tolerance=" + tolerance + ", iterations=" + iterations
                + (preconditioner == null ? "]" : ", preconditioned]");
    }

    /**
     * The preconditioner {@code (L Lᵀ + σ²I)⁻¹} from a factor of low rank, by the Sherman-Morrison-Woodbury formula: {@code σ⁻²(v − L (σ²I + LᵀL)⁻¹ Lᵀv)}.
     *
     * @param factor L, [n, r], as {@link PivotedCholesky} makes it
     * @param shift σ² &gt; 0
     */
    public static SymmetricOperator lowRankPlusShift(Array factor, double shift) {
        Check.positive("shift", shift);
        Matrices checked = Matrices.of("preconditioner", factor).finite();
        LinearOperator l = LinearOperator.of(factor);
        int r = checked.columns();
        double[] inner = l.applyAdjointAll(factor).toDoubles();
        for (int i = 0; i < r; i++) {
            inner[i * (r + 1)] += shift;
        }
        Cholesky cholesky = Cholesky.of(Array.of(Shape.of(r, r), inner));
        return new SymmetricOperator() {
            @Override
            public Array apply(Array v) {
                return applyAll(v.reshape(v.shape().size(), 1)).reshape(v.shape());
            }

            @Override
            public Array applyAll(Array v) {
                Array small = cholesky.solve(l.applyAdjointAll(v).as(DType.FLOAT64));
                double[] taken = l.applyAll(small.as(v.type())).toDoubles();
                double[] result = v.toDoubles();
                for (int i = 0; i < result.length; i++) {
                    result[i] = (result[i] - taken[i]) / shift;
                }
                return Array.of(v.shape(), result).as(v.type());
            }
        };
    }

    /** The preconditioner {@code v ↦ v/d}, d the diagonal of A. */
    public static SymmetricOperator diagonal(Array diagonal) {
        double[] d = Columns.requireVector("preconditioner", diagonal, -1);
        if (Arrays.stream(d).anyMatch(x -> !(x > 0))) {
            throw new IllegalArgumentException("preconditioner: expected a diagonal above 0");
        }
        return v -> {
            double[] result = v.toDoubles();
            for (int i = 0; i < result.length; i++) {
                result[i] /= d[i];
            }
            return Array.of(v.shape(), result).as(v.type());
        };
    }
}
