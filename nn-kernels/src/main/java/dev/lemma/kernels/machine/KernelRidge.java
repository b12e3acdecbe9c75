package dev.lemma.kernels.machine;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.rkhs.RkhsFunction;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import dev.lemma.kernels.solve.SolveReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel ridge regression: {@code min_f 1/2n Σ (f(xᵢ) − yᵢ)² + λ/2 ‖f‖²}.
 *
 * <pre>{@code
 * (K + nλI) α = y,   f = Σ αᵢ k(·, xᵢ)         leaving out i:  yᵢ − f₋ᵢ(xᵢ) = αᵢ/[(K + nλI)⁻¹]ᵢᵢ
 * }</pre>
 *
 * <p>It is the mean of a Gaussian process with noise nλ. Cost: n³/3; a path of penalties costs one eigen-decomposition, 9n³, and n² for each. Beyond some 10⁴ points take {@code Falkon}.
 *
 * @param kernel k
 * @param penalty λ ≥ 0; scikit-learn's {@code alpha} is nλ. 0 interpolates, with the smallest norm
 */
public record KernelRidge(Kernel kernel, double penalty) {

    public KernelRidge {
        Objects.requireNonNull(kernel, "kernel");
        Check.notNegative("penalty", penalty);
    }

    /** Regression with this penalty. */
    public static KernelRidge of(Kernel kernel, double penalty) {
        return new KernelRidge(kernel, penalty);
    }

    /**
     * The same regression by another method, {@code Falkon} for one.
     *
     * <pre>{@code
     * KernelRidge.of(kernel, 1e-6).solver(Falkon.centres(2000)).fit(x, y).predict(xNew)
     * }</pre>
     */
    public <F> Solved<F> solver(RidgeSolver<F> solver) {
        return new Solved<>(this, solver);
    }

    /**
     * A regression and the method for it.
     *
     * @param ridge what is minimised
     * @param solver how
     * @param <F> what the method makes
     */
    public record Solved<F>(KernelRidge ridge, RidgeSolver<F> solver) {

        /** The fitted function. */
        public F fit(Array x, Array y) {
            return solver.fit(ridge.kernel(), ridge.penalty(), x, y);
        }

        /** The fitted function. */
        public F fit(INDArray x, INDArray y) {
            return fit(Array.of(x), Array.of(y));
        }
    }

    /**
     * A fitted function, and what the data say of it.
     *
     * @param function f
     * @param leftOut the prediction of each target from all others, in the shape of y
     * @param leaveOneOutError the mean of their squared errors
     * @param report how well the system was solved
     */
    public record Fit(RkhsFunction function, Array leftOut, double leaveOneOutError, SolveReport report) {

        /** f at new points, [m] or [m, k]. */
        public INDArray predict(INDArray x) {
            return function.at(x);
        }
    }

    /**
     * One penalty of a path.
     *
     * @param penalty λ
     * @param leaveOneOutError mean squared error of predictions from all other targets
     * @param degreesOfFreedom {@code tr K(K + nλI)⁻¹}
     */
    public record Point(double penalty, double leaveOneOutError, double degreesOfFreedom) {}

    /**
     * The fitted function.
     *
     * @param x [n, d]
     * @param y [n], or [n, k] for k functions
     */
    public Fit fit(Array x, Array y) {
        Array points = x.as(DType.FLOAT64);
        Array targets = y.as(DType.FLOAT64);
        Gram gram = Gram.of(kernel);
        Array k = gram.matrix(points);
        int n = k.shape().extent(0);
        int width = width(targets, n);
        double[] numbers = (double[]) k.storage();
        for (int i = 0; i < n; i++) {
            numbers[i * (n + 1)] += n * penalty;
        }
        PositiveDefinite system = PositiveDefinite.of(
                k,
                penalty == 0 ? Jitter.USUAL : new Jitter(1e-14, 1e-10),
                () -> "equal points, or a penalty that is too small");
        Array alpha = system.solve(targets);
        Array inverse = system.factor().inverse();
        double[] leftOut = new double[n * width];
        double error = 0;
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < width; c++) {
                double miss = alpha.get(i * width + c) / inverse.get(i * (n + 1));
                leftOut[i * width + c] = targets.get(i * width + c) - miss;
                error += miss * miss / (n * width);
            }
        }
        return new Fit(
                RkhsFunction.of(gram.kernel(), points, alpha),
                Array.of(targets.shape(), leftOut),
                error,
                system.report(alpha, targets));
    }

    /** The fitted function. */
    public Fit fit(INDArray x, INDArray y) {
        return fit(Array.of(x), Array.of(y));
    }

    /** Leave-one-out error and degrees of freedom for each penalty, from one eigen-decomposition; this record's own penalty plays no part. */
    public List<Point> path(Array x, Array y, double... penalties) {
        Array points = x.as(DType.FLOAT64);
        Array targets = y.as(DType.FLOAT64);
        Array k = Gram.of(kernel).matrix(points);
        int n = k.shape().extent(0);
        int width = width(targets, n);
        SymmetricEigen eigen = SymmetricEigen.of(k);
        Program product =
                Program.of(Fused.executor(), in -> List.of(in.get(0).transpose().matmul(in.get(1))));
        Array rotated = product.call(eigen.vectors(), targets.reshape(n, width));
        double[] v = eigen.vectors().toDoubles();
        List<Point> path = new ArrayList<>();
        for (double lambda : penalties) {
            Check.positive("penalty", lambda);
            double[] weight = new double[n];
            double freedom = 0;
            for (int j = 0; j < n; j++) {
                double value = Math.max(0, eigen.values().get(j));
                weight[j] = 1 / (value + n * lambda);
                freedom += value * weight[j];
            }
            double error = 0;
            for (int i = 0; i < n; i++) {
                double diagonal = 0;
                double[] alpha = new double[width];
                for (int j = 0; j < n; j++) {
                    double part = v[i * n + j] * weight[j];
                    diagonal += part * v[i * n + j];
                    for (int c = 0; c < width; c++) {
                        alpha[c] += part * rotated.get(j * width + c);
                    }
                }
                for (double a : alpha) {
                    error += a * a / (diagonal * diagonal) / (n * width);
                }
            }
            path.add(new Point(lambda, error, freedom));
        }
        return path;
    }

    private static int width(Array y, int n) {
        Shape shape = y.shape();
        if (shape.rank() < 1 || shape.rank() > 2 || shape.extent(0) != n || shape.size() == 0) {
            throw new ShapeException(
                    "y: expected [" + n + "] or [" + n + ", k], a target for each point, got " + shape);
        }
        if (!y.isFinite()) {
            throw new IllegalArgumentException("y: expected finite targets");
        }
        return shape.size() / n;
    }
}
