package dev.lemma.kernels.machine;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.rkhs.RkhsFunction;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Support vector machines, the hinge loss with an intercept that is not penalised.
 *
 * <pre>{@code
 * classification   min ½‖f‖² + C Σ max(0, 1 − yᵢ(f(xᵢ) + b)),          y = ±1
 * regression       min ½‖f‖² + C Σ max(0, |yᵢ − f(xᵢ) − b| − ε)
 * }</pre>
 *
 * <p>Solved in the dual, pair by pair, until the conditions of optimality hold to {@code 1e-12·max(1, C)}. Memory: n²; time between n² and n³. C is for each sample, as in
 * scikit-learn; {@code 1/(nC)} is the λ of {@link KernelMachine}.
 *
 * @param kernel k
 * @param cost C &gt; 0
 */
public record SupportVectorMachine(Kernel kernel, double cost) {

    public SupportVectorMachine {
        Objects.requireNonNull(kernel, "kernel");
        Check.positive("cost", cost);
    }

    /**
     * A fitted function with its intercept.
     *
     * @param function f, whose coefficients are the dual variables, signed
     * @param intercept b
     * @param supportVectors how many coefficients are not 0
     */
    public record Fit(RkhsFunction function, double intercept, int supportVectors) {

        /** {@code f(x) + b}, [m]. */
        public Array at(Array x) {
            double[] values = function.at(x).toDoubles();
            for (int i = 0; i < values.length; i++) {
                values[i] += intercept;
            }
            return Array.vector(values);
        }

        /** {@code f(x) + b}, [m]. */
        public INDArray at(INDArray x) {
            return at(Array.of(x)).toINDArray();
        }
    }

    /**
     * Classification.
     *
     * @param x [n, d]
     * @param y [n], −1 or 1, both of them there
     */
    public Fit classify(Array x, Array y) {
        double[] sign = targets(x, y);
        boolean both = false;
        for (double s : sign) {
            if (s != 1 && s != -1) {
                throw new IllegalArgumentException(
                        "y: expected −1 or 1, got " + s + ": 2·label − 1 makes them of 0 and 1");
            }
            both |= s != sign[0];
        }
        if (!both) {
            throw new IllegalArgumentException("y: all targets are " + sign[0] + ", expected both classes");
        }
        int n = sign.length;
        double[] p = new double[n];
        Arrays.fill(p, -1);
        int[] place = new int[n];
        Arrays.setAll(place, i -> i);
        return solve(x, place, sign, p);
    }

    /**
     * Regression.
     *
     * @param epsilon ε ≥ 0: errors up to it cost nothing
     */
    public Fit regress(Array x, Array y, double epsilon) {
        Check.notNegative("epsilon", epsilon);
        double[] target = targets(x, y);
        int n = target.length;
        double[] sign = new double[2 * n];
        double[] p = new double[2 * n];
        int[] place = new int[2 * n];
        for (int i = 0; i < n; i++) {
            place[i] = i;
            place[n + i] = i;
            sign[i] = 1;
            sign[n + i] = -1;
            p[i] = epsilon - target[i];
            p[n + i] = epsilon + target[i];
        }
        return solve(x, place, sign, p);
    }

    /** Classification. */
    public Fit classify(INDArray x, INDArray y) {
        return classify(Array.of(x), Array.of(y));
    }

    /** Regression. */
    public Fit regress(INDArray x, INDArray y, double epsilon) {
        return regress(Array.of(x), Array.of(y), epsilon);
    }

    private Fit solve(Array x, int[] place, double[] sign, double[] p) {
        Array points = x.as(DType.FLOAT64);
        Gram gram = Gram.of(kernel);
        int n = points.shape().extent(0);
        SequentialMinimization dual =
                new SequentialMinimization((double[]) gram.matrix(points).storage(), n, place, sign, p, cost);
        double[] signed = dual.solve(1e-12 * Math.max(1, cost), Math.max(10_000_000, 100 * n));
        double[] coefficients = new double[n];
        for (int t = 0; t < signed.length; t++) {
            coefficients[place[t]] += signed[t];
        }
        int support = (int) Arrays.stream(coefficients).filter(c -> c != 0).count();
        return new Fit(RkhsFunction.of(gram.kernel(), points, Array.vector(coefficients)), dual.intercept(), support);
    }

    private static double[] targets(Array x, Array y) {
        if (x.shape().rank() != 2
                || y.shape().rank() != 1
                || x.shape().extent(0) != y.shape().extent(0)) {
            throw new ShapeException("support vector machine: expected points [n, d] and targets [n], got " + x.shape()
                    + " and " + y.shape());
        }
        if (!y.isFinite()) {
            throw new IllegalArgumentException("y: expected finite targets");
        }
        return y.toDoubles();
    }
}
