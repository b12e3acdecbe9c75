package dev.lemma.theory.geometry;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.Cholesky;
import dev.lemma.compiler.special.ErrorFunction;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fisher's discriminant {@code w = S⁻¹(x̄₁ − x̄₀)} with estimated means and pooled covariance, in high dimension: its error does not tend to Bayes' unless the
 * dimension is small against the number of examples.
 *
 * <pre>{@code
 * N(±Δe/2, I_p), n/2 examples of each class,  γ = p/n:      error → Φ(−½ Δ² √(1 − γ)/√(Δ² + 4γ))
 * }</pre>
 *
 * <p>Δ = 2: Bayes' error is Φ(−1) = 0.1587. The factor √(1 − γ), the price of the estimated covariance, is what a known covariance would not cost; without
 * it the formula fails. The error of each fitted direction is exact, by the normal law.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, Fisher's linear discriminant; Raudys and Young 2004.
 *
 * @param draws data sets for each dimension
 * @param seed decides the data sets
 */
public record FisherDiscriminant(int draws, long seed) implements Experiment {

    private static final double DELTA = 2;
    private static final int N = 200;
    private static final int[] DIMENSIONS = {20, 50, 100, 160};
    private static final double BIAS = 0.004;

    public FisherDiscriminant {
        Check.atLeastOne("draws", draws);
        if (draws < 10) {
            throw new IllegalArgumentException("draws: expected at least 10, for a standard error; got " + draws);
        }
    }

    /** 100 data sets. */
    public FisherDiscriminant() {
        this(100, 0);
    }

    @Override
    public FisherDiscriminant quick() {
        return new FisherDiscriminant(Math.min(draws, 40), seed);
    }

    /** The limit of the error, {@code γ = p/n}; without its factor √(1 − γ) if the covariance were known. */
    public static double limit(double gamma, boolean covarianceEstimated) {
        double factor = covarianceEstimated ? Math.sqrt(1 - gamma) : 1;
        return ErrorFunction.normalCdf(-0.5 * DELTA * DELTA * factor / Math.sqrt(DELTA * DELTA + 4 * gamma));
    }

    /** The error of the discriminant fitted to one data set, over the laws themselves. */
    public double error(int p, int draw) {
        double[] x = new double[N * p];
        Randomness.normal(Key.of(seed).at(p).at(draw), x);
        double[][] mean = new double[2][p];
        for (int i = 0; i < N; i++) {
            x[i * p] += i % 2 == 0 ? -DELTA / 2 : DELTA / 2;
            for (int j = 0; j < p; j++) {
                mean[i % 2][j] += x[i * p + j] / (N / 2);
            }
        }
        double[] scatter = new double[p * p];
        for (int i = 0; i < N; i++) {
            double[] m = mean[i % 2];
            for (int j = 0; j < p; j++) {
                double a = (x[i * p + j] - m[j]) / (N - 2);
                for (int k = 0; k < p; k++) {
                    scatter[j * p + k] += a * (x[i * p + k] - m[k]);
                }
            }
        }
        double[] difference = new double[p];
        for (int j = 0; j < p; j++) {
            difference[j] = mean[1][j] - mean[0][j];
        }
        double[] w = Cholesky.of(Array.of(Shape.of(p, p), scatter))
                .solve(Array.vector(difference))
                .toDoubles();
        double norm = 0;
        double threshold = 0;
        for (int j = 0; j < p; j++) {
            norm += w[j] * w[j];
            threshold += w[j] * (mean[0][j] + mean[1][j]) / 2;
        }
        double size = Math.sqrt(norm);
        double shift = w[0] * DELTA / 2;
        // Class 1 is missed where w·x < c, class 0 where it is above.
        return (ErrorFunction.normalCdf((threshold - shift) / size)
                        + ErrorFunction.normalCdf((-threshold - shift) / size))
                / 2;
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        List<Finding> findings = new ArrayList<>();
        double[] gamma = new double[DIMENSIONS.length];
        double[] means = new double[DIMENSIONS.length];
        for (int i = 0; i < DIMENSIONS.length; i++) {
            int p = DIMENSIONS[i];
            double[] errors = new double[draws];
            for (int draw = 0; draw < draws; draw++) {
                errors[draw] = error(p, draw);
            }
            gamma[i] = (double) p / N;
            means[i] = Judge.mean(errors);
            findings.add(Judge.mean(
                    "p-" + p,
                    "error in " + p + " dimensions from " + N + " examples",
                    errors,
                    limit(gamma[i], true),
                    BIAS));
            if (p == 100) {
                findings.add(Finding.rejected(Judge.mean(
                        "known", "in 100 dimensions without √(1 − γ)", errors, limit(gamma[i], false), BIAS)));
            }
            listener.at("dimensions", i + 1L, DIMENSIONS.length);
        }
        double[] grid = new double[95];
        double[] estimated = new double[grid.length];
        double[] known = new double[grid.length];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = (i + 1) / 100.0;
            estimated[i] = limit(grid[i], true);
            known[i] = limit(grid[i], false);
        }
        Figure figure = new Figure(
                "fisher",
                "Error of Fisher's discriminant against dimension per example",
                "γ = p/n",
                "error",
                false,
                false,
                List.of(
                        Curve.points("measured", gamma, means),
                        Curve.dashed("covariance estimated", grid, estimated),
                        Curve.dashed("covariance known", grid, known)));
        Theorem theorem = new Theorem(
                "Fisher's discriminant in high dimension",
                "On Mathematical Theories of Deep Learning, Fisher's linear discriminant",
                "error → Φ(−½ Δ² √(1 − γ)/√(Δ² + 4γ)),  γ = p/n");
        return new Verdict(
                theorem,
                Map.of("Δ", DELTA, "n", (double) N),
                findings,
                List.of(figure),
                (System.nanoTime() - start) / 1e9);
    }
}
