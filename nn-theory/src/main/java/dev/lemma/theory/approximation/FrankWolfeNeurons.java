package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * A network grown neuron by neuron: Frank-Wolfe in the ball {@code γ₁(f) ≤ γ} of the variation norm, for the squared distance from f* on [−1, 1].
 *
 * <pre>{@code
 * f_t = (1 − ρ_t) f_{t−1} ∓ ρ_t γ r(±(x − b))        ρ_t = 2/(t + 1),  f₀ = 0
 * }</pre>
 *
 * the neuron that is most aligned with the residual, found exactly over 2001 offsets by cumulative sums (|w| = 1 suffices, the residual being
 * integrated against a function that is positively homogeneous in (w, b)). With {@code s² = sup ∫ r² = 8/3}
 *
 * <pre>{@code
 * |f_t − f*|² ≤ 16 γ²s²/(t + 1)            sharper: ≤ (8/3) γ²s² (2t + 1)/(t(t + 1))
 * }</pre>
 *
 * for f* in the ball. The bound says that the error falls at least as 1/t, not how fast it does: for x² it falls faster. With line search in place
 * of ρ_t the bound still holds, but for sin πx the error falls more slowly than 1/t.
 *
 * <p>Source: Topics in Mathematics for Deep Learning, Section 10.2.
 *
 * @param name of the target, for the report
 * @param gamma γ; the target must lie in the ball, {@code γ₁(f*) ≤ γ}
 * @param steps neurons
 * @param target f*, on [−1, 1]
 * @param lineSearch whether ρ_t is the best step in [0, 1] instead of 2/(t + 1)
 */
public record FrankWolfeNeurons(String name, DoubleUnaryOperator target, double gamma, int steps, boolean lineSearch)
        implements Experiment {

    private static final int POINTS = 4001;
    private static final double S_SQUARED = 8.0 / 3;
    private static final int FIRST = 100;

    public FrankWolfeNeurons {
        Objects.requireNonNull(target, "target");
        Check.positive("gamma", gamma);
        if (steps < 2 * FIRST) {
            throw new IllegalArgumentException(
                    "steps: expected at least " + 2 * FIRST + " for a slope from " + FIRST + " on, got " + steps);
        }
    }

    /** x² in the ball of its own norm, γ = 4, with 2000 neurons. */
    public FrankWolfeNeurons() {
        this("x²", x -> x * x, 4, 2000, false);
    }

    /** Another target, in the ball γ₁ ≤ gamma. */
    public FrankWolfeNeurons of(String title, DoubleUnaryOperator f, double norm) {
        return new FrankWolfeNeurons(title, f, norm, steps, lineSearch);
    }

    /** With another number of neurons. */
    public FrankWolfeNeurons steps(int count) {
        return new FrankWolfeNeurons(name, target, gamma, count, lineSearch);
    }

    /** With the best step in [0, 1] in place of 2/(t + 1). */
    public FrankWolfeNeurons withLineSearch() {
        return new FrankWolfeNeurons(name, target, gamma, steps, true);
    }

    @Override
    public FrankWolfeNeurons quick() {
        return steps(Math.min(steps, 600));
    }

    /** {@code |f_t − f*|²} on [−1, 1] for t = 1, 2, …, by the trapezoidal rule on 4001 points. */
    public double[] errors() {
        double h = 2.0 / (POINTS - 1);
        double[] x = new double[POINTS];
        double[] weight = new double[POINTS];
        double[] residual = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = -1 + i * h;
            weight[i] = i == 0 || i == POINTS - 1 ? h / 2 : h;
            residual[i] = -target.applyAsDouble(x[i]);
        }
        double[] errors = new double[steps];
        for (int t = 1; t <= steps; t++) {
            double[] neuron = neuron(x, weight, residual);
            double rho = lineSearch ? best(weight, residual, neuron) : 2.0 / (t + 1);
            double error = 0;
            for (int i = 0; i < POINTS; i++) {
                // f − f* moves to (1 − ρ)(f − f*) + ρ (v − f*), v the neuron of weight ∓γ.
                residual[i] = (1 - rho) * residual[i] + rho * neuron[i];
                error += weight[i] * residual[i] * residual[i];
            }
            errors[t - 1] = error;
        }
        return errors;
    }

    /** v − f* for the vertex v of the ball that is most against the residual. */
    private double[] neuron(double[] x, double[] weight, double[] residual) {
        int n = x.length;
        double bestScore = -1;
        int bestPlace = 0;
        int bestSide = 1;
        double bestSign = 1;
        double s0 = 0;
        double s1 = 0;
        double[] right = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            s0 += weight[i] * residual[i];
            s1 += weight[i] * residual[i] * x[i];
            right[i] = s1 - x[i] * s0;
        }
        double all0 = s0;
        double all1 = s1;
        for (int side = 1; side >= -1; side -= 2) {
            for (int i = 0; i < n; i += 2) {
                // ∫ r(x)(t − x)₊ = ∫ r (x − t)₊ − ∫ r (x − t).
                double score = side == 1 ? right[i] : right[i] - (all1 - x[i] * all0);
                if (Math.abs(score) > bestScore * (1 + 1e-13)) {
                    bestScore = Math.abs(score);
                    bestPlace = i;
                    bestSide = side;
                    bestSign = Math.signum(score);
                }
            }
        }
        double[] difference = new double[n];
        for (int i = 0; i < n; i++) {
            double value = Math.max(0, bestSide * (x[i] - x[bestPlace]));
            difference[i] = -bestSign * gamma * value - target.applyAsDouble(x[i]);
        }
        return difference;
    }

    private static double best(double[] weight, double[] residual, double[] neuron) {
        double above = 0;
        double below = 0;
        for (int i = 0; i < weight.length; i++) {
            double step = neuron[i] - residual[i];
            above -= weight[i] * residual[i] * step;
            below += weight[i] * step * step;
        }
        return below == 0 ? 0 : Math.max(0, Math.min(1, above / below));
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        double[] errors = errors();
        listener.at("neurons", steps, steps);
        double[] t = new double[steps];
        double[] bound = new double[steps];
        double[] sharper = new double[steps];
        for (int i = 0; i < steps; i++) {
            t[i] = i + 1;
            bound[i] = 16 * gamma * gamma * S_SQUARED / (t[i] + 1);
            sharper[i] = 8.0 / 3 * gamma * gamma * S_SQUARED * (2 * t[i] + 1) / (t[i] * (t[i] + 1));
        }
        double[] late = Arrays.copyOfRange(t, FIRST - 1, steps);
        double[] lateErrors = Arrays.copyOfRange(errors, FIRST - 1, steps);
        double[] outside = new FrankWolfeNeurons("10x²", x -> 10 * x * x, gamma, steps, lineSearch).errors();
        List<Finding> findings = List.of(
                Judge.everyRun("bound", "|f_t − f*|² ≤ 16 γ²s²/(t + 1)", errors, bound, 0),
                Judge.everyRun("sharper", "|f_t − f*|² ≤ (8/3) γ²s²(2t + 1)/(t(t + 1))", errors, sharper, 0),
                Judge.slopeAtMost("rate", "the error falls at least as 1/t", late, lateErrors, -1),
                Finding.rejected(
                        Judge.everyRun("outside", "the bound for 10x², which is not in the ball", outside, bound, 0)));
        Figure figure = new Figure(
                "frank-wolfe",
                "Squared error against the number of neurons, " + name,
                "neurons t",
                "|f_t − f*|²",
                true,
                true,
                List.of(
                        Curve.line("error", t, errors),
                        Curve.dashed("bound", t, bound),
                        Curve.dashed("sharper bound", t, sharper)));
        Theorem theorem = new Theorem(
                "Frank-Wolfe in the variation norm",
                "Topics in Mathematics for Deep Learning, Section 10.2",
                "|f_t − f*|² ≤ 16 γ²s²/(t + 1) for f* with γ₁(f*) ≤ γ");
        return new Verdict(
                theorem,
                Map.of("γ", gamma, "s²", S_SQUARED),
                findings,
                List.of(figure),
                (System.nanoTime() - start) / 1e9);
    }
}
