package dev.lemma.kernels.rkhs;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function {@code f = Σᵢ αᵢ k(·, xᵢ)} of the Hilbert space of a kernel; or k of them, with one column of coefficients each.
 *
 * <pre>{@code
 * f(x) = ⟨f, k(·, x)⟩     ⟨f, g⟩ = αᵀK(X, Z)β     |f(x)| ≤ ‖f‖ √k(x, x)     |f(x) − f(y)| ≤ ‖f‖ d(x, y)
 * }</pre>
 *
 * <p>White noise of the kernel is not a part of it: two points of equal coordinates are one point here. Values cost nd each; norm and inner products n².
 */
public final class RkhsFunction {

    private final Gram gram;
    private final Array points;
    private final Array coefficients;

    private RkhsFunction(Gram gram, Array points, Array coefficients) {
        this.gram = gram;
        this.points = points;
        this.coefficients = coefficients;
    }

    /**
     * The sum of kernel functions at points.
     *
     * @param points x, [n, d]
     * @param coefficients α, [n], or [n, k] for k functions
     */
    public static RkhsFunction of(Kernel kernel, Array points, Array coefficients) {
        return make(Gram.of(kernel), points, coefficients);
    }

    private static RkhsFunction make(Gram gram, Array points, Array coefficients) {
        if (points.shape().rank() != 2
                || coefficients.shape().rank() < 1
                || coefficients.shape().rank() > 2
                || coefficients.shape().extent(0) != points.shape().extent(0)) {
            throw new ShapeException("function: expected points [n, d] and coefficients [n] or [n, k], got "
                    + points.shape() + " and " + coefficients.shape());
        }
        return new RkhsFunction(gram, points.as(DType.FLOAT64), coefficients.as(DType.FLOAT64));
    }

    /** The sum of kernel functions at points. */
    public static RkhsFunction of(Kernel kernel, INDArray points, INDArray coefficients) {
        return of(kernel, Array.of(points), Array.of(coefficients));
    }

    /** {@code k(·, x)}, whose inner product with f is f(x). */
    public static RkhsFunction representer(Kernel kernel, double... x) {
        return of(kernel, Array.vector(x.clone()).reshape(1, x.length), Array.vector(1));
    }

    /** {@code 1/n Σ k(·, xᵢ)}: the mean of a sample's features. */
    public static RkhsFunction meanEmbedding(Kernel kernel, Array sample) {
        int n = sample.shape().extent(0);
        return of(kernel, sample, Array.full(DType.FLOAT64, Shape.of(n), 1.0 / n));
    }

    /** Of all functions with these values at the points the one with the smallest norm. */
    public static RkhsFunction interpolating(Kernel kernel, Array points, Array values) {
        Gram gram = Gram.of(kernel);
        Array x = points.as(DType.FLOAT64);
        Array k = gram.noiselessMatrix(x);
        return make(gram, x, factorise(k).solve(values.as(DType.FLOAT64)));
    }

    private static PositiveDefinite factorise(Array k) {
        return PositiveDefinite.of(k, Jitter.USUAL, () -> "equal points, or points closer than the kernel tells apart");
    }

    /** k. */
    public Kernel kernel() {
        return gram.kernel();
    }

    /** x, [n, d]. */
    public Array points() {
        return points;
    }

    /** α, [n] or [n, k]. */
    public Array coefficients() {
        return coefficients;
    }

    private int width() {
        return coefficients.shape().size() / points.shape().extent(0);
    }

    // ------------------------------------------------------------------ values

    /** {@code f(x)}, [m] or [m, k], for x [m, d]. */
    public Array at(Array x) {
        return gram.product(x.as(DType.FLOAT64), points, coefficients);
    }

    /** {@code f(x)}, [m] or [m, k], for x [m, d]. */
    public INDArray at(INDArray x) {
        return at(Array.of(x)).toINDArray();
    }

    /** {@code ∇f(x)}, [m, d], for x [m, d], of one function. */
    public Array gradient(Array x) {
        requireOne("gradient");
        int m = x.shape().extent(0);
        int n = points.shape().extent(0);
        double[] rows = new double[m * n];
        double[] alpha = coefficients.toDoubles();
        for (int i = 0; i < m; i++) {
            System.arraycopy(alpha, 0, rows, i * n, n);
        }
        return gram.pointGradient(x.as(DType.FLOAT64), points, Array.of(Shape.of(m, n), rows));
    }

    /** {@code ∇f(x)}, [m, d], for x [m, d], of one function. */
    public INDArray gradient(INDArray x) {
        return gradient(Array.of(x)).toINDArray();
    }

    // ------------------------------------------------------------------ geometry

    /** {@code ⟨f, g⟩} of two functions of one kernel; of several functions the sum over them. */
    public double inner(RkhsFunction other) {
        Array values = at(other.points);
        if (!values.shape().equals(other.coefficients.shape())) {
            throw new ShapeException(
                    "inner product: got " + width() + " and " + other.width() + " functions, expected as many");
        }
        double sum = 0;
        for (int i = 0; i < values.shape().size(); i++) {
            sum += values.get(i) * other.coefficients.get(i);
        }
        return sum;
    }

    /** {@code ‖f‖}. */
    public double norm() {
        return Math.sqrt(Math.max(0, inner(this)));
    }

    /** {@code ‖f − g‖}. */
    public double distance(RkhsFunction other) {
        return minus(other).norm();
    }

    /** {@code f + g}; equal points are joined. */
    public RkhsFunction plus(RkhsFunction other) {
        if (width() != other.width()
                || points.shape().extent(1) != other.points.shape().extent(1)) {
            throw new ShapeException("sum: got " + width() + " functions on points " + points.shape() + " and "
                    + other.width() + " on points " + other.points.shape());
        }
        if (points.equals(other.points)) {
            double[] sum = coefficients.toDoubles();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += other.coefficients.get(i);
            }
            return new RkhsFunction(gram, points, Array.of(coefficients.shape(), sum));
        }
        int n = points.shape().extent(0) + other.points.shape().extent(0);
        return new RkhsFunction(
                gram,
                Array.of(points.shape().with(0, n), joined(points, other.points)),
                Array.of(coefficients.shape().with(0, n), joined(coefficients, other.coefficients)));
    }

    private static double[] joined(Array a, Array b) {
        double[] both =
                Arrays.copyOf(a.toDoubles(), a.shape().size() + b.shape().size());
        System.arraycopy(b.toDoubles(), 0, both, a.shape().size(), b.shape().size());
        return both;
    }

    /** {@code c·f}. */
    public RkhsFunction times(double c) {
        double[] scaled = coefficients.toDoubles();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= c;
        }
        return new RkhsFunction(gram, points, Array.of(coefficients.shape(), scaled));
    }

    /** {@code f − g}. */
    public RkhsFunction minus(RkhsFunction other) {
        return plus(other.times(-1));
    }

    /** The function of the span of {@code k(·, zⱼ)} that is closest to f: the one that has f's values at z. */
    public RkhsFunction projectedOnto(Array z) {
        Array centres = z.as(DType.FLOAT64);
        Array k = gram.noiselessMatrix(centres);
        return new RkhsFunction(gram, centres, factorise(k).solve(at(centres)));
    }

    private void requireOne(String what) {
        if (coefficients.shape().rank() != 1) {
            throw new ShapeException(what + ": expected one function, got " + width());
        }
    }
}
