package dev.lemma.examples.optimizers;

import dev.lemma.optim.Momentum;
import dev.lemma.optim.Nesterov;
import dev.lemma.optim.Sgd;

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
 * <p>The last two times a polynomial of degree 1 in t, as two roots meet there.
 *
 * @param name of the method
 * @param run from near the minimum
 * @param measured fall of the logarithm in a step
 * @param predicted by the table
 */
record LocalRates(String name, Valley run, double measured, double predicted) {

    private static final double L = Valley.STEEPEST;
    private static final double M = Valley.FLATTEST;
    private static final double ROOT = Math.sqrt(L / M);
    private static final double NEAR = 1e-4;

    static LocalRates descent() {
        Valley run = Valley.descend(new Sgd(2 / (L + M)), 6000, 1 + NEAR, 1 + NEAR);
        return new LocalRates("descent", run, run.rate(2000, 6000, 0), -Math.log((L - M) / (L + M)));
    }

    static LocalRates heavyBall() {
        double factor = (ROOT - 1) / (ROOT + 1);
        double sum = Math.sqrt(L) + Math.sqrt(M);
        Valley run = Valley.descend(new Momentum(4 / (sum * sum), factor * factor), 400, 1 + NEAR, 1 + NEAR);
        return new LocalRates("heavy ball", run, run.rate(150, 400, 1), -Math.log(factor));
    }

    static LocalRates nesterov() {
        Valley run = Valley.descend(new Nesterov(1 / L, (ROOT - 1) / (ROOT + 1)), 800, 1 + NEAR, 1 + NEAR);
        return new LocalRates("nesterov", run, run.rate(300, 800, 1), -Math.log(1 - 1 / ROOT));
    }

    /** 1 if theory is right. */
    double ratio() {
        return measured / predicted;
    }
}
