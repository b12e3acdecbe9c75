package dev.lemma.kernels.tangent;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.linear.ConjugateGradients;
import dev.lemma.compiler.linear.SymmetricOperator;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ridge regression with the empirical tangent kernel of a network, without the kernel's matrix: all outputs of all samples together.
 *
 * <pre>{@code
 * (Θ_XX + λI) a = y − f(θ₀, X)          f̂(x) = f(θ₀, x) + Θ(x, X) a
 * Δ = R Jᵀa                             f̂(x) = f(θ₀, x) + J(x) Δ
 * }</pre>
 *
 * <p>By conjugate gradients: each iteration takes a vector-Jacobian and a Jacobian-vector product, about as much as a step of training on all samples. The preconditioner is {@code LLᵀ + λI} with the
 * part LLᵀ of Θ that some samples span. The result is a point θ₀ + Δ of the {@linkplain TangentKernelAt#linearised linearised network}: of all that fit as well the one nearest to θ₀, in the norm
 * of the learning rates.
 *
 * @param ridge λ &gt; 0
 * @param tolerance of the residual
 * @param iterations at most so many
 * @param samples in the preconditioner, chosen at random; 0 for none
 * @param key of the choice
 */
public record TangentRegression(double ridge, double tolerance, int iterations, int samples, Key key) {

    public TangentRegression {
        Check.positive("ridge", ridge);
        Check.notNegative("tolerance", tolerance);
        Check.atLeastOne("iterations", iterations);
        if (samples < 0) {
            throw new IllegalArgumentException("samples in the preconditioner: expected at least 0, got " + samples);
        }
        Objects.requireNonNull(key, "key");
    }

    /** With this ridge: a residual of 1e-8, at most 500 iterations, 50 samples in the preconditioner. */
    public TangentRegression(double ridge) {
        this(ridge, 1e-8, 500, 50, Key.of(0));
    }

    /**
     * A fitted function.
     *
     * @param kernel where it was linearised
     * @param coefficients a, in the shape of the outputs
     * @param displacement Δ
     * @param iterations done
     * @param residual the largest of the outputs' columns, relative
     * @param converged whether the tolerance was reached
     */
    public record Fit(
            TangentKernelAt kernel,
            Array coefficients,
            Array displacement,
            int iterations,
            double residual,
            boolean converged) {

        /** f̂ at other samples, in the shape of the network's outputs. */
        public Array predict(Array x) {
            return kernel.linear(displacement, x);
        }

        /** f̂ at other samples. */
        public INDArray predict(INDArray x) {
            return predict(Array.of(x)).toINDArray();
        }

        /** θ₀ + Δ: the parameters of the linearised network that is this function. */
        public Array theta() {
            double[] theta = Array.of(kernel.theta()).toDoubles();
            for (int i = 0; i < theta.length; i++) {
                theta[i] += displacement.get(i);
            }
            return Array.of(displacement.shape(), theta).as(displacement.type());
        }
    }

    /** The regression of targets y, in the shape of the outputs at x. */
    public Fit fit(TangentKernelAt kernel, INDArray x, INDArray y) {
        return fit(kernel, Array.of(x), Array.of(y));
    }

    /** The regression of targets on the heap. */
    public Fit fit(TangentKernelAt kernel, Array x, Array y) {
        Array start = kernel.outputs(x);
        if (y.shape().size() != start.shape().size() || y.shape().size() == 0) {
            throw new ShapeException("tangent regression: expected targets " + start.shape()
                    + ", one for each output, got " + y.shape());
        }
        DType type = start.type();
        int rows = start.shape().size();
        double[] right = y.toDoubles();
        for (int i = 0; i < rows; i++) {
            if (!Double.isFinite(right[i])) {
                throw new IllegalArgumentException(
                        "tangent regression: target " + i + " is " + right[i] + ", expected finite numbers");
            }
            right[i] -= start.get(i);
        }
        SymmetricOperator operator = v -> {
            double[] product = kernel.product(x, x, v.reshape(start.shape())).toDoubles();
            for (int i = 0; i < product.length; i++) {
                product[i] += ridge * v.get(i);
            }
            return Array.of(v.shape(), product).as(v.type());
        };
        ConjugateGradients.Solution solution = new ConjugateGradients(
                        operator, preconditioner(kernel, x), tolerance, iterations)
                .solve(Array.of(Shape.of(rows), right).as(type));
        Array a = solution.x().reshape(start.shape());
        return new Fit(
                kernel,
                a,
                kernel.displacement(x, a),
                solution.iterations(),
                Arrays.stream(solution.residuals()).max().orElse(0),
                solution.converged());
    }

    private @Nullable SymmetricOperator preconditioner(TangentKernelAt kernel, Array x) {
        int n = x.shape().extent(0);
        int count = Math.min(samples, n);
        if (count == 0) {
            return null;
        }
        int[] chosen = Arrays.copyOf(Randomness.permutation(key, n), count);
        Arrays.sort(chosen);
        Array some = x.rows(chosen);
        PositiveDefinite inner = PositiveDefinite.of(
                kernel.matrix(some, some).as(DType.FLOAT64),
                new Jitter(1e-12, 1e-4),
                () -> "a network of which fewer parameters matter than there are outputs");
        // L = C S⁻ᵀ with SSᵀ the kernel of the chosen, C that of all with them.
        Array half = inner.factor().solveFactor(kernel.matrix(some, x).as(DType.FLOAT64));
        int r = half.shape().extent(0);
        int rows = half.shape().extent(1);
        double[] from = half.toDoubles();
        double[] l = new double[from.length];
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < rows; j++) {
                l[j * r + i] = from[i * rows + j];
            }
        }
        return ConjugateGradients.lowRankPlusShift(
                Array.of(Shape.of(rows, r), l).as(kernel.type()), ridge);
    }
}
