package dev.lemma.kernels.machine;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.rkhs.RkhsFunction;
import dev.lemma.kernels.solve.PenalizedMode;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The minimum of {@code 1/n Σ ℓ(f(xᵢ), yᵢ) + λ/2 ‖f‖²} over the functions of a kernel, for a convex loss with two derivatives: by the representer theorem a sum of kernel functions at the
 * data, found by Newton's method. Without intercept: add {@code Kernels.constant(…)} to the kernel for one that is penalised.
 *
 * <p>Cost: n³/3 for each of some ten steps. The square loss needs one, and {@link KernelRidge} more simply; the hinge loss has no second derivative: see
 * {@link SupportVectorMachine}.
 *
 * @param kernel k
 * @param loss ℓ
 * @param penalty λ &gt; 0; one that stands beside a sum of losses instead of their mean is nλ
 */
public record KernelMachine(Kernel kernel, PointLoss loss, double penalty) {

    public KernelMachine {
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(loss, "loss");
        Check.positive("penalty", penalty);
    }

    /** Logistic regression; targets are −1 or 1. */
    public static KernelMachine logistic(Kernel kernel, double penalty) {
        return new KernelMachine(kernel, PointLoss.LOGISTIC, penalty);
    }

    /** Squared hinge loss; targets are −1 or 1. */
    public static KernelMachine squaredHinge(Kernel kernel, double penalty) {
        return new KernelMachine(kernel, PointLoss.SQUARED_HINGE, penalty);
    }

    /**
     * The fitted function.
     *
     * @param x [n, d]
     * @param y [n]
     */
    public RkhsFunction fit(Array x, Array y) {
        Array points = x.as(DType.FLOAT64);
        Array targets = y.as(DType.FLOAT64);
        Gram gram = Gram.of(kernel);
        Array k = gram.matrix(points);
        int n = k.shape().extent(0);
        if (targets.shape().rank() != 1 || targets.shape().extent(0) != n) {
            throw new ShapeException("y: expected [" + n + "], a target for each point, got " + targets.shape());
        }
        if (!targets.isFinite()) {
            throw new IllegalArgumentException("y: expected finite targets");
        }
        double scale = n * penalty;
        double[] scaled = k.toDoubles();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= scale;
        }
        Program both = Program.of(Fused.executor(), in -> {
            Tensor value = loss.apply(in.get(0), in.get(1));
            Tensor slope = Derivatives.gradient(value.sum(), in.get(0));
            return List.of(value.sum(), slope, Derivatives.gradient(slope.sum(), in.get(0)));
        });
        PenalizedMode mode = PenalizedMode.of(
                Array.of(k.shape(), scaled),
                (f, first, second) -> {
                    List<Array> results = both.callAll(List.of(Array.vector(f), targets));
                    System.arraycopy(results.get(1).toDoubles(), 0, first, 0, n);
                    System.arraycopy(results.get(2).toDoubles(), 0, second, 0, n);
                    for (double curvature : second) {
                        if (!(curvature >= 0)) {
                            throw new IllegalArgumentException("kernel machine: the loss has the second derivative "
                                    + curvature + " somewhere, expected at least 0: it is not convex");
                        }
                    }
                    return results.get(0).item();
                },
                () -> "a kernel that is not positive definite");
        double[] alpha = mode.coefficients();
        for (int i = 0; i < n; i++) {
            alpha[i] /= scale;
        }
        return RkhsFunction.of(gram.kernel(), points, Array.vector(alpha));
    }

    /** The fitted function. */
    public RkhsFunction fit(INDArray x, INDArray y) {
        return fit(Array.of(x), Array.of(y));
    }
}
