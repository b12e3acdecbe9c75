package dev.lemma.theory.bias;

import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent on separable data turns to the direction of largest margin, at rate 1/log t, and the limit is known to the next order:
 *
 * <pre>{@code
 * L(w) = Σ_i e^{−w·z_i}           w(t) = ŵ log t + w̃ + o(1)          η e^{−z_i·w̃} = α_i on the support vectors, ŵ = Σ α_i z_i
 * }</pre>
 *
 * <p>Data {@code z = y·x}: (3, 1), (−1, 1), (1, 3), (−2, 4), (5, 6). The margin direction is ŵ = (0, 1) with <em>unequal</em> duals ¼ and ¾, whence
 * {@code w̃ = (¼ log 3, log 4η − ¾ log 3)} and
 *
 * <pre>{@code
 * angle(w, ŵ)·|w| → ¼ log 3 = 0.2746530722
 * }</pre>
 *
 * fast, while angle·log t converges at 1/log t only. With equal duals, as in the printed example, the limit would be 0.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, implicit bias.
 *
 * @param steps of size 0.05 from 0; at least 10⁴
 * @see <a href="https://arxiv.org/abs/1710.10345">Soudry, Hoffer, Nacson, Gunasekar and Srebro 2018</a>
 */
public record MaxMarginLimit(int steps) implements Experiment {

    private static final double[][] Z = {{3, 1}, {-1, 1}, {1, 3}, {-2, 4}, {5, 6}};
    private static final double RATE = 0.05;

    /** {@code ¼ log 3}. */
    public static final double LIMIT = Math.log(3) / 4;

    public MaxMarginLimit {
        if (steps < 10_000) {
            throw new IllegalArgumentException(
                    "steps: expected at least 10000, where the second order has settled; got " + steps);
        }
    }

    /** A million steps. */
    public MaxMarginLimit() {
        this(1_000_000);
    }

    @Override
    public MaxMarginLimit quick() {
        return new MaxMarginLimit(Math.min(steps, 100_000));
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        double[] w = new double[2];
        List<double[]> rows = new ArrayList<>();
        long next = 10;
        for (long t = 1; t <= steps; t++) {
            double g0 = 0;
            double g1 = 0;
            for (double[] z : Z) {
                double e = Math.exp(-(w[0] * z[0] + w[1] * z[1]));
                g0 += e * z[0];
                g1 += e * z[1];
            }
            w[0] += RATE * g0;
            w[1] += RATE * g1;
            if (t == next || t == steps) {
                double log = Math.log(t);
                double angle = Math.atan2(w[0], w[1]);
                double rest = Math.hypot(w[0] - LIMIT, w[1] - log - (Math.log(4 * RATE) - 3 * LIMIT));
                rows.add(new double[] {t, angle * Math.hypot(w[0], w[1]), angle * log, rest});
                next = Math.max(next + 1, next * 10 / 7);
                listener.at("steps", t, steps);
            }
        }
        double[] t = column(rows, 0);
        double[] scaled = column(rows, 1);
        double[] byLog = column(rows, 2);
        double[] rest = column(rows, 3);
        double last = scaled[scaled.length - 1];
        List<Finding> findings = List.of(
                Judge.identity("limit", "angle·|w| → ¼ log 3", last, LIMIT, 2e-4),
                Judge.identity("expansion", "|w − ŵ log t − w̃| → 0", rest[rest.length - 1], 0, 2e-3),
                Finding.rejected(Judge.identity("equal-duals", "angle·|w| → 0, as with equal duals", last, 0, 2e-4)),
                Finding.rejected(Judge.identity(
                        "by-log", "angle·log t has reached ¼ log 3", byLog[byLog.length - 1], LIMIT, 2e-4)));
        double[] limit = new double[t.length];
        Arrays.fill(limit, LIMIT);
        Figure figure = new Figure(
                "margin",
                "The direction of gradient descent turns to that of largest margin",
                "step",
                "angle to ŵ, scaled",
                true,
                false,
                List.of(
                        Curve.line("angle·|w|", t, scaled),
                        Curve.line("angle·log t", t, byLog),
                        Curve.dashed("¼ log 3", t, limit)));
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("η", RATE);
        constants.put("¼ log 3", LIMIT);
        Theorem theorem = new Theorem(
                "Implicit bias to the largest margin",
                "On Mathematical Theories of Deep Learning; Soudry et al. 2018, Theorem 3",
                "w(t) = ŵ log t + w̃ + o(1), so that the angle to ŵ falls as 1/log t",
                "with unequal dual variables: with equal ones the next order vanishes and shows nothing");
        return new Verdict(theorem, constants, findings, List.of(figure), (System.nanoTime() - start) / 1e9);
    }

    private static double[] column(List<double[]> rows, int i) {
        return rows.stream().mapToDouble(row -> row[i]).toArray();
    }
}
