package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions as ReLU networks whose weights are written down, with their exact error.
 *
 * <p>Source: Introduction to the Mathematics of Deep Learning; Topics in Mathematics for Deep Learning, Example 9.1; with the corrections named at
 * each construction.
 *
 * @see <a href="https://arxiv.org/abs/1610.01145">Yarotsky 2016 (squares and products)</a>
 * @see <a href="https://arxiv.org/abs/1512.03965">Eldan and Shamir 2015 (interpolants)</a>
 * @see <a href="https://arxiv.org/abs/1602.04485">Telgarsky 2016 (sawtooth)</a>
 */
public final class Relu {

    private Relu() {}

    /**
     * x² on [0, 1] by the sawtooth {@code s_j}, which folds [0, 1] j times:
     *
     * <pre>{@code
     * f_m(x) = x − Σ_{j ≤ m} 4^{−j} s_j(x)        s_j = 2r(s_{j−1}) − 4r(s_{j−1} − ½),  s₀ = x
     * }</pre>
     *
     * Width 3, m + 1 affine layers, weights in [−4, 2]. The error is exactly {@code 4^{−(m+1)}}, reached at the midpoints of the cells of length
     * 2^{−m}, and 0 at their ends. Printed as 4^{−m} in places.
     *
     * @param m at least 1; at most 25, beyond which float64 cannot see the error
     */
    public static Construction square(int m) {
        levels(m);
        AffineStack stack = new AffineStack(1).then(new double[][] {{1}, {1}, {1}}, 0, -0.5, 0);
        for (int j = 2; j <= m; j++) {
            double share = Math.pow(4, 1 - j);
            // s = 2u − 4v; the carried part c − 4^{1−j} s stays non-negative, so that its ReLU is the identity.
            stack.then(new double[][] {{2, -4, 0}, {2, -4, 0}, {-2 * share, 4 * share, 1}}, 0, -0.5, 0);
        }
        double last = Math.pow(4, -m);
        stack.then(new double[][] {{-2 * last, 4 * last, 1}}, 0);
        return Construction.of(stack, Math.pow(4, -(m + 1)));
    }

    /**
     * The sawtooth s_m on [0, 1]: 2^m pieces of slopes ±2^m from m levels of 2 units.
     *
     * @param m at least 1; at most 25
     */
    public static Construction sawtooth(int m) {
        levels(m);
        AffineStack stack = new AffineStack(1).then(new double[][] {{1}, {1}}, 0, -0.5);
        for (int j = 2; j <= m; j++) {
            stack.then(new double[][] {{2, -4}, {2, -4}}, 0, -0.5);
        }
        return Construction.of(stack.then(new double[][] {{2, -4}}, 0), 0);
    }

    /**
     * x·y on [−1, 1]² as {@code ((x+y)/2)² − ((x−y)/2)²} with the squares of {@link #square}: width 5, m + 2 affine layers, the error at most and at
     * {@code x = y = 2^{−(m+1)}} exactly {@code 4^{−(m+1)}}.
     *
     * <p>Corrected: printed for all real x, y; at (2, 2) the value is 2.5 for every m.
     *
     * @param m at least 1; at most 20
     */
    public static Construction product(int m) {
        levels(m);
        AffineStack stack = new AffineStack(2)
                .then(new double[][] {{0.5, 0.5}, {-0.5, -0.5}, {0.5, -0.5}, {-0.5, 0.5}}, 0, 0, 0, 0);
        // p = first + second, q = third + fourth; c₀ = 1 + p − q.
        stack.then(
                new double[][] {{1, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 1}, {0, 0, 1, 1}, {1, 1, -1, -1}},
                0,
                -0.5,
                0,
                -0.5,
                1);
        for (int j = 2; j <= m; j++) {
            double share = Math.pow(4, 1 - j);
            stack.then(
                    new double[][] {
                        {2, -4, 0, 0, 0},
                        {2, -4, 0, 0, 0},
                        {0, 0, 2, -4, 0},
                        {0, 0, 2, -4, 0},
                        {-2 * share, 4 * share, 2 * share, -4 * share, 1}
                    },
                    0,
                    -0.5,
                    0,
                    -0.5,
                    0);
        }
        double last = Math.pow(4, -m);
        stack.then(new double[][] {{-2 * last, 4 * last, 2 * last, -4 * last, 1}}, -1);
        return Construction.of(stack, Math.pow(4, -(m + 1)));
    }

    /**
     * The interpolant of an L-Lipschitz function that is constant outside [−R, R], on a mesh of ε/L: {@code 2⌈RL/ε⌉ + 1} units in one hidden layer,
     *
     * <pre>{@code
     * f(x) = g(x₀) + Σ_i (δ_i − δ_{i−1}) r(x − x_i)        δ_i = (g(x_{i+1}) − g(x_i))/(ε/L)
     * }</pre>
     *
     * Its error is at most ε/2, reached by a triangular wave that is 0 at the nodes (an L-Lipschitz function departs from its chord of slope s on a
     * mesh h by at most {@code (L² − s²)h/2L}).
     *
     * <p>Corrected: the slopes are differences divided by the mesh; undivided, {@code 3(1 − |x|)₊} with R = 1, L = 3, ε = 0.3 is missed by exactly 2.7. {@link Construction#exactError} of the result is the bound ε/2.
     */
    public static Construction interpolate(DoubleUnaryOperator g, double radius, double lipschitz, double epsilon) {
        return interpolate(g, radius, lipschitz, epsilon, true);
    }

    /** With slopes that are not divided, as printed: for the test that it is wrong. */
    static Construction interpolate(
            DoubleUnaryOperator g, double radius, double lipschitz, double epsilon, boolean divided) {
        Check.positive("radius", radius);
        Check.positive("lipschitz", lipschitz);
        Check.positive("epsilon", epsilon);
        double mesh = epsilon / lipschitz;
        int m = Math.toIntExact((long) Math.ceil(radius * lipschitz / epsilon - 1e-9));
        int units = 2 * m + 1;
        double[][] in = new double[units][1];
        double[] bias = new double[units];
        double[] out = new double[units];
        double before = 0;
        for (int i = 0; i < units; i++) {
            double node = (i - m) * mesh;
            double rise = i == units - 1 ? 0 : g.applyAsDouble(node + mesh) - g.applyAsDouble(node);
            double slope = divided ? rise / mesh : rise;
            in[i][0] = 1;
            bias[i] = -node;
            out[i] = slope - before;
            before = slope;
        }
        AffineStack stack = new AffineStack(1).then(in, bias).then(new double[][] {out}, g.applyAsDouble(-m * mesh));
        return Construction.of(stack, epsilon / 2);
    }

    /**
     * A continuous piecewise affine function of one variable on [−R, R] as a two-layer network without an output bias, p + 1 units for p pieces:
     *
     * <pre>{@code
     * f(x) = A r(x + R) + B r(R − x) + Σ_j (v_{j+1} − v_j) r(x − a_j)        A, B = (c/R ± v₁)/2
     * }</pre>
     *
     * with v the slopes, a the breakpoints and {@code c = f(−R) + v₁R} the value at 0 of the first piece continued.
     *
     * @param breakpoints ascending, inside (−R, R)
     * @param slopes one more than breakpoints
     * @param start f(−R)
     */
    public static Construction piecewiseAffine(double radius, double start, double[] breakpoints, double[] slopes) {
        Check.positive("radius", radius);
        if (slopes.length != breakpoints.length + 1) {
            throw new IllegalArgumentException("piecewise affine: " + breakpoints.length + " breakpoints, "
                    + slopes.length + " slopes: expected one slope more");
        }
        int units = breakpoints.length + 2;
        double[][] in = new double[units][1];
        double[] bias = new double[units];
        double[] out = new double[units];
        double atZero = start + slopes[0] * radius;
        in[0][0] = 1;
        bias[0] = radius;
        out[0] = (atZero / radius + slopes[0]) / 2;
        in[1][0] = -1;
        bias[1] = radius;
        out[1] = (atZero / radius - slopes[0]) / 2;
        for (int j = 0; j < breakpoints.length; j++) {
            if (!(Math.abs(breakpoints[j]) < radius) || j > 0 && !(breakpoints[j] > breakpoints[j - 1])) {
                throw new IllegalArgumentException("piecewise affine: breakpoints must ascend inside (" + -radius + ", "
                        + radius + "), got " + breakpoints[j]);
            }
            in[j + 2][0] = 1;
            bias[j + 2] = -breakpoints[j];
            out[j + 2] = slopes[j + 1] - slopes[j];
        }
        return Construction.of(new AffineStack(1).then(in, bias).then(new double[][] {out}, 0), 0);
    }

    private static void levels(int m) {
        if (m < 1 || m > 25) {
            throw new IllegalArgumentException("levels: expected from 1 to 25, got " + m);
        }
    }
}
