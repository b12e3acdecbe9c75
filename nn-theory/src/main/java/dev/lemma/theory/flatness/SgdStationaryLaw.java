package dev.lemma.theory.flatness;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent does not follow Boltzmann's law: its noise is not isotropic. For least squares,
 *
 * <pre>{@code
 * loss ½(x·w − y)²,   x ~ N(0, diag h),   y = x·w* + N(0, σ²),   batches of one:      δ ← (I − η x xᵀ)δ + η ξ x
 * Var δ_i = c_i = η(σ² + S)/(2(1 − ηh_i)),     S = σ²q/(1 − q),     q = Σ_j ηh_j/(2(1 − ηh_j))
 * }</pre>
 *
 * <p>(from {@code E x xᵀ C x xᵀ = 2HCH + H tr HC}). Nearly equal variances along flat and steep directions, where {@code e^{−V/T}} has them in the ratio
 * of the curvatures, h₂/h₁ = 10.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, stochastic gradients as Langevin dynamics; corrected as above.
 *
 * @param rate η, with ηΣh &lt; 1
 * @param chains independent runs
 * @param steps of each, after as many for the start to be forgotten
 * @param seed decides the examples
 */
public record SgdStationaryLaw(double rate, int chains, int steps, long seed) implements Experiment {

    private static final double[] H = {1, 10};
    private static final double NOISE = 0.5;

    public SgdStationaryLaw {
        Check.positive("rate", rate);
        Check.atLeastOne("steps", steps);
        if (chains < 10) {
            throw new IllegalArgumentException("chains: expected at least 10, for a standard error; got " + chains);
        }
        if (rate * (H[0] + H[1]) >= 1 || excess(rate) >= 1) {
            throw new IllegalArgumentException(
                    "rate: expected below " + 1 / (H[0] + H[1]) + ", where the law exists; got " + rate);
        }
    }

    /** η = 0.02, 400 runs of 2000 steps. */
    public SgdStationaryLaw() {
        this(0.02, 400, 2000, 0);
    }

    /** With another rate. */
    public SgdStationaryLaw rate(double eta) {
        return new SgdStationaryLaw(eta, chains, steps, seed);
    }

    @Override
    public SgdStationaryLaw quick() {
        return new SgdStationaryLaw(rate, Math.min(chains, 200), Math.min(steps, 1000), seed);
    }

    private static double excess(double eta) {
        double q = 0;
        for (double h : H) {
            q += eta * h / (2 * (1 - eta * h));
        }
        return q;
    }

    /** {@code c_i} at a rate. */
    public static double variance(double eta, int i) {
        double q = excess(eta);
        double s = NOISE * q / (1 - q);
        return eta * (NOISE + s) / (2 * (1 - eta * H[i]));
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        double[][] squares = new double[2][chains];
        double[] draws = new double[3 * steps];
        for (int chain = 0; chain < chains; chain++) {
            double[] delta = new double[2];
            for (int half = 0; half < 2; half++) {
                Randomness.normal(Key.of(seed).at(chain).at(half), draws);
                for (int t = 0; t < steps; t++) {
                    double x0 = Math.sqrt(H[0]) * draws[3 * t];
                    double x1 = Math.sqrt(H[1]) * draws[3 * t + 1];
                    double error = x0 * delta[0] + x1 * delta[1] - Math.sqrt(NOISE) * draws[3 * t + 2];
                    delta[0] -= rate * error * x0;
                    delta[1] -= rate * error * x1;
                    if (half == 1) {
                        squares[0][chain] += delta[0] * delta[0] / steps;
                        squares[1][chain] += delta[1] * delta[1] / steps;
                    }
                }
            }
            listener.at("chains", chain + 1L, chains);
        }
        double[] difference = new double[chains];
        for (int chain = 0; chain < chains; chain++) {
            difference[chain] = squares[0][chain] - 10 * squares[1][chain];
        }
        List<Finding> findings = List.of(
                Judge.mean("flat", "variance along the flat direction", squares[0], variance(rate, 0), 0),
                Judge.mean("steep", "variance along the steep direction", squares[1], variance(rate, 1), 0),
                Finding.rejected(
                        Judge.mean("boltzmann", "variances in the ratio 10, as e^{−V/T} has them", difference, 0, 0)));
        double[] etas = new double[40];
        double[][] curves = new double[2][etas.length];
        for (int i = 0; i < etas.length; i++) {
            etas[i] = 0.001 * (i + 1); // the law exists up to 0.065
            curves[0][i] = variance(etas[i], 0);
            curves[1][i] = variance(etas[i], 1);
        }
        Figure figure = new Figure(
                "sgd-law",
                "Stationary variances of stochastic gradient descent",
                "rate η",
                "variance",
                false,
                false,
                List.of(
                        Curve.dashed("flat, exact", etas, curves[0]),
                        Curve.dashed("steep, exact", etas, curves[1]),
                        Curve.points("flat, measured", new double[] {rate}, new double[] {Judge.mean(squares[0])}),
                        Curve.points("steep, measured", new double[] {rate}, new double[] {Judge.mean(squares[1])})));
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("c₁", variance(rate, 0));
        constants.put("c₂", variance(rate, 1));
        Theorem theorem = new Theorem(
                "The stationary law of SGD",
                "On Mathematical Theories of Deep Learning, SGD as Langevin dynamics",
                "Var δ_i = η(σ² + S)/(2(1 − ηh_i))",
                "SGD does not follow Boltzmann's law: its noise has the shape of the curvature");
        return new Verdict(theorem, constants, findings, List.of(figure), (System.nanoTime() - start) / 1e9);
    }
}
