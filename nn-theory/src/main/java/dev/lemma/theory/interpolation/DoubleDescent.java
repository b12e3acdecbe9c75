package dev.lemma.theory.interpolation;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.LeastSquares;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The risk of least squares of least norm on p of D isotropic features falls, explodes at p = n, and falls again:
 *
 * <pre>{@code
 * x ~ N(0, I_D),  y = β·x + N(0, σ²),  the first p features fitted to n examples,  β_T the fitted part of β, β_C the rest,  s = σ² + |β_C|²
 * E R − σ² = |β_C|² + s p/(n − p − 1)                              p ≤ n − 2
 *          = |β_T|² (1 − n/p) + |β_C|² + s n/(p − n − 1)            p ≥ n + 2,         ∞ between
 * }</pre>
 *
 * <p>n = 40, D = 100, σ² = ¼, |β| = 1 spread evenly. The variance over draws is infinite for |n − p| ≤ 3: only |n − p| ≥ 8 is judged. With n − p in place of
 * n − p − 1, as is sometimes printed, the mean at p = 28 is off by nine standard errors of 4000 draws.
 *
 * <p>Source: On Mathematical Theories of Deep Learning; Introduction to the Mathematics of Deep Learning; Belkin, Hsu and Xu 2020.
 *
 * @param draws data sets for each p
 * @param seed decides the data sets
 * @see <a href="https://arxiv.org/abs/1903.07571">Belkin, Hsu and Xu 2020, Two models of double descent for weak features</a>
 */
public record DoubleDescent(int draws, long seed) implements Experiment {

    private static final int N = 40;
    private static final int D = 100;
    private static final double NOISE = 0.25;
    private static final int[] JUDGED = {5, 10, 20, 28, 52, 60, 80, 100};
    private static final int DRAWS_FOR_REJECTION = 4000;

    public DoubleDescent {
        Check.atLeastOne("draws", draws);
        if (draws < 50) {
            throw new IllegalArgumentException("draws: expected at least 50, got " + draws);
        }
    }

    /** 800 data sets. */
    public DoubleDescent() {
        this(800, 0);
    }

    /** With another number of data sets. */
    public DoubleDescent draws(int count) {
        return new DoubleDescent(count, seed);
    }

    @Override
    public DoubleDescent quick() {
        return draws(Math.min(draws, 200));
    }

    /** The expected excess risk; infinite where n and p differ by at most one. */
    public static double expected(int p) {
        double outside = 1 - (double) p / D;
        double s = NOISE + outside;
        if (p <= N - 2) {
            return outside + s * p / (N - p - 1);
        }
        return p >= N + 2
                ? (double) p / D * (1 - (double) N / p) + outside + s * N / (p - N - 1)
                : Double.POSITIVE_INFINITY;
    }

    /** The excess risk {@code |β_T − β̂_T|² + |β_C|²} of so many data sets. */
    public double[] risks(int p, int count) {
        double[] risks = new double[count];
        double each = 1 / Math.sqrt(D);
        double[] x = new double[N * D];
        double[] noise = new double[N];
        for (int draw = 0; draw < count; draw++) {
            Key key = Key.of(seed).at(p).at(draw);
            Randomness.normal(key.at(0), x);
            Randomness.normal(key.at(1), noise);
            double[] fitted = new double[N * p];
            double[] y = new double[N];
            for (int i = 0; i < N; i++) {
                System.arraycopy(x, i * D, fitted, i * p, p);
                y[i] = Math.sqrt(NOISE) * noise[i];
                for (int j = 0; j < D; j++) {
                    y[i] += each * x[i * D + j];
                }
            }
            double[] beta = LeastSquares.solve(Array.of(Shape.of(N, p), fitted), Array.vector(y))
                    .x()
                    .toDoubles();
            risks[draw] = 1 - (double) p / D;
            for (double b : beta) {
                risks[draw] += (b - each) * (b - each);
            }
        }
        return risks;
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        List<Finding> findings = new ArrayList<>();
        double[] p = new double[JUDGED.length];
        double[] mean = new double[JUDGED.length];
        for (int i = 0; i < JUDGED.length; i++) {
            double[] risks = risks(JUDGED[i], draws);
            p[i] = JUDGED[i];
            mean[i] = Judge.mean(risks);
            findings.add(Judge.mean(
                    "p-" + JUDGED[i],
                    "excess risk with p = " + JUDGED[i] + " of 100 features",
                    risks,
                    expected(JUDGED[i]),
                    0));
            listener.at("numbers of features", i + 1L, JUDGED.length + 1L);
        }
        double[] many = risks(28, DRAWS_FOR_REJECTION);
        double wrong = 0.72 + 0.97 * 28 / (N - 28);
        findings.add(Judge.mean("p-28-again", "p = 28 with 4000 draws", many, expected(28), 0));
        findings.add(Finding.rejected(Judge.mean("without-one", "p = 28 with n − p for n − p − 1", many, wrong, 0)));
        double[] all = new double[D];
        double[] theory = new double[D];
        for (int q = 1; q <= D; q++) {
            all[q - 1] = q;
            theory[q - 1] = Double.isInfinite(expected(q)) ? Double.NaN : expected(q);
        }
        Figure figure = new Figure(
                "double-descent",
                "Excess risk of least squares of least norm",
                "features p",
                "excess risk",
                false,
                true,
                List.of(Curve.points("mean of " + draws + " draws", p, mean), Curve.dashed("exact", all, theory)));
        Theorem theorem = new Theorem(
                "Double descent",
                "On Mathematical Theories of Deep Learning; Belkin, Hsu and Xu 2020",
                "E R − σ² = |β_C|² + s p/(n − p − 1) below n, |β_T|²(1 − n/p) + |β_C|² + s n/(p − n − 1) above",
                "n − p − 1, not n − p: the mean of an inverse Wishart matrix");
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("n", (double) N);
        constants.put("D", (double) D);
        constants.put("σ²", NOISE);
        return new Verdict(theorem, constants, findings, List.of(figure), (System.nanoTime() - start) / 1e9);
    }
}
