package dev.lemma.examples.optimizers;

import dev.lemma.api.training.Optimizer;
import dev.lemma.optim.Momentum;
import dev.lemma.optim.Nesterov;
import dev.lemma.optim.Sgd;
import java.util.function.DoubleUnaryOperator;

/**
 * How fast the three classical methods approach a minimum of curvatures m to L, at the rates that are best for them,
 * {@code κ = L/m}: the distance is multiplied in each step by
 *
 * <pre>{@code
 * descent       η = 2/(L + m)                                       (κ − 1)/(κ + 1)
 * heavy ball    η = 4/(√L + √m)²,  μ = ((√κ − 1)/(√κ + 1))²         (√κ − 1)/(√κ + 1)
 * Nesterov      η = 1/L,           μ = (√κ − 1)/(√κ + 1)            1 − 1/√κ
 * }</pre>
 *
 * <p>The last two times a polynomial of degree 1 in t, since two roots meet there: from rest it is about t in the steepest
 * direction for the heavy ball, and 1 + t/√κ in the flattest for Nesterov.
 *
 * @param name of the method
 * @param run from near the minimum
 * @param measured fall of the logarithm in a step
 * @param predicted by the table
 * @param factor the polynomial
 */
record LocalRates(String name, Valley run, double measured, double predicted, DoubleUnaryOperator factor) {

    private static final double L = Valley.STEEPEST;
    private static final double M = Valley.FLATTEST;
    private static final double ROOT = Math.sqrt(L / M);

    /** So near that the curvature changes by less than the roots, which are a double one, can feel. */
    static final double NEAR = 1e-7;

    private static LocalRates of(
            String name, Optimizer optimizer, int from, int to, double predicted, DoubleUnaryOperator factor) {
        Valley run = Valley.descend(optimizer, to, 1 + NEAR, 1 + NEAR);
        return new LocalRates(name, run, run.rate(from, to, factor), predicted, factor);
    }

    static LocalRates descent() {
        return of("descent", new Sgd(2 / (L + M)), 1000, 4000, -Math.log((L - M) / (L + M)), t -> 1);
    }

    static LocalRates heavyBall() {
        double factor = (ROOT - 1) / (ROOT + 1);
        double sum = Math.sqrt(L) + Math.sqrt(M);
        return of("heavy ball", new Momentum(4 / (sum * sum), factor * factor), 100, 300, -Math.log(factor), t -> t);
    }

    static LocalRates nesterov() {
        return of(
                "Nesterov",
                new Nesterov(1 / L, (ROOT - 1) / (ROOT + 1)),
                150,
                450,
                -Math.log(1 - 1 / ROOT),
                t -> 1 + t / ROOT);
    }

    /** 1 if theory is right. */
    double ratio() {
        return measured / predicted;
    }
}
