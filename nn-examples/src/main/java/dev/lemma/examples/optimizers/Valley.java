package dev.lemma.examples.optimizers;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.NonFiniteException;
import dev.lemma.core.training.Trainer;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Rosenbrock's function, a curved valley whose floor is nearly flat:
 *
 * <pre>{@code
 * f(u, v) = (1 − u)² + 100·(v − u²)²,     min f = f(1, 1) = 0
 * }</pre>
 *
 * <p>As a network that ignores its sample: its output is f of its two parameters, and the loss the output. In float64.
 *
 * @param values f before each step
 * @param end (u, v) after the last
 */
record Valley(double[] values, double[] end) {

    /** Where Rosenbrock began. */
    static final double[] START = {-1.2, 1};

    /** Curvatures at the minimum: the eigenvalues of {@code [[802, −400], [−400, 200]]}. */
    static final double STEEPEST = 501 + Math.sqrt(501 * 501 - 400);

    static final double FLATTEST = 400 / STEEPEST;

    private static final Loss VALUE = (prediction, target) -> prediction;
    private static final Layer FUNCTION = (scope, x) -> {
        Tensor p = scope.parameter("p", Shape.of(2), new Law.Constant(0));
        Tensor u = p.at(0, 0);
        Tensor v = p.at(0, 1);
        return u.negate()
                .plus(1)
                .square()
                .plus(v.minus(u.square()).square().times(100))
                .plus(x.times(0));
    };

    /** So many steps from a point; an optimiser that goes beyond all numbers has NaN from there on. */
    static Valley descend(Optimizer optimizer, int steps, double... start) {
        Network function = Network.of(Shape.of(1), FUNCTION).as(DType.FLOAT64);
        Dataset sample = Dataset.of(Array.matrix(new double[][] {{0}}), Array.matrix(new double[][] {{0}}));
        double[] values = new double[steps];
        Arrays.fill(values, Double.NaN);
        Trainer trainer = Trainer.of(function, VALUE, optimizer)
                .batchSize(1)
                .steps(steps)
                .startingAt(Array.vector(start))
                .listener((done, total, risk) -> values[(int) done - 1] = risk);
        try {
            return new Valley(values, trainer.fit(sample).thetaArray().toDoubles());
        } catch (NonFiniteException diverged) {
            return new Valley(values, new double[] {Double.NaN, Double.NaN});
        }
    }

    /** f at the end, +∞ where it is not a number. */
    double last() {
        double u = end[0];
        double v = end[1];
        double f = (1 - u) * (1 - u) + 100 * (v - u * u) * (v - u * u);
        return Double.isFinite(f) ? f : Double.POSITIVE_INFINITY;
    }

    /**
     * By how much the logarithm of the distance falls in a step: least squares over steps from a to b.
     *
     * @param factor of t that multiplies the power: 1, or a polynomial where two roots meet
     */
    double rate(int a, int b, DoubleUnaryOperator factor) {
        double meanT = (a + b - 1) / 2.0;
        double meanY = 0;
        for (int t = a; t < b; t++) {
            meanY += distance(t, factor) / (b - a);
        }
        double covariance = 0;
        double variance = 0;
        for (int t = a; t < b; t++) {
            covariance += (t - meanT) * (distance(t, factor) - meanY);
            variance += (t - meanT) * (t - meanT);
        }
        return -covariance / variance;
    }

    private double distance(int t, DoubleUnaryOperator factor) {
        return 0.5 * Math.log(values[t]) - Math.log(factor.applyAsDouble(t));
    }
}
