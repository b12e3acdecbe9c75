package dev.lemma.theory.approximation;

import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.linear.LeastSquares;
import dev.lemma.core.activation.Activations;
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

/**
 * One hidden layer approximates |x| on [−1, 1], a target with one derivative in one variable, at the rate 1/n of its width, if the activation is no
 * polynomial:
 *
 * <pre>{@code
 * inf_a sup |Σ_{j ≤ n} a_j σ(s(x − t_j)) − |x||  ~  n^{−k/d},   k = d = 1        t_j equidistant on [−1.1, 1.1],  s = n/2.2
 * }</pre>
 *
 * <p>a by least squares on 3001 points. A polynomial activation of degree 2 or 3 spans cubics whatever the width: the root mean square of the error stays
 * at {@code √(1/192)}, with z⁵ at {@code √(1/768)}.
 *
 * <p>Source: Topics in Mathematics for Deep Learning, Theorems 8.1 and 8.3 (there Ω must be compact; C(Ω) for C(Ω^d)); Cybenko 1989; Leshno, Lin, Pinkus and
 * Schocken 1993; Mhaskar 1996.
 *
 * @param activation σ; the rate is claimed of sigmoids, which a kink at every place can be made of
 * @param widths n, three or more
 */
public record UniversalApproximation(Activation activation, List<Integer> widths) implements Experiment {

    private static final int POINTS = 3001;

    public UniversalApproximation {
        Objects.requireNonNull(activation, "activation");
        widths = List.copyOf(widths);
        if (widths.size() < 3 || widths.stream().anyMatch(n -> n < 2)) {
            throw new IllegalArgumentException("widths: expected three or more, each at least 2, got " + widths);
        }
    }

    /** The logistic function, widths 8 to 256. */
    public UniversalApproximation() {
        this(Activations.SIGMOID, List.of(8, 16, 32, 64, 128, 256));
    }

    /** With another activation. */
    public UniversalApproximation of(Activation sigma) {
        return new UniversalApproximation(sigma, widths);
    }

    /** With other widths. */
    public UniversalApproximation widths(Integer... n) {
        return new UniversalApproximation(activation, List.of(n));
    }

    @Override
    public UniversalApproximation quick() {
        return widths(8, 16, 32, 64);
    }

    /** The largest error and its root mean square at a width. */
    public double[] errors(Activation sigma, int n) {
        double[] inputs = new double[POINTS * n];
        double[] target = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double x = 2.0 * i / (POINTS - 1) - 1;
            target[i] = Math.abs(x);
            for (int j = 0; j < n; j++) {
                inputs[i * n + j] = n / 2.2 * (x - (2.2 * j / (n - 1) - 1.1));
            }
        }
        Array z = Array.of(Shape.of(POINTS, n), inputs);
        Array features = Program.of(Fused.executor(), in -> List.of(sigma.apply(in.get(0))))
                .call(z);
        double[] a = LeastSquares.solve(features, Array.vector(target)).x().toDoubles();
        double[] f = features.toDoubles();
        double largest = 0;
        double square = 0;
        for (int i = 0; i < POINTS; i++) {
            double value = -target[i];
            for (int j = 0; j < n; j++) {
                value += f[i * n + j] * a[j];
            }
            largest = Math.max(largest, Math.abs(value));
            square += value * value / POINTS;
        }
        return new double[] {largest, Math.sqrt(square)};
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        int count = widths.size();
        double[] n = new double[count];
        double[] largest = new double[count];
        double[] cubic = new double[count];
        for (int i = 0; i < count; i++) {
            n[i] = widths.get(i);
            largest[i] = errors(activation, widths.get(i))[0];
            cubic[i] = errors(x -> x.pow(3), widths.get(i))[1];
            listener.at("widths", i + 1L, count);
        }
        double[] rate = Arrays.stream(n).map(w -> largest[0] * n[0] / w).toArray();
        List<Finding> findings = List.of(
                Judge.slope("rate", "the largest error falls as 1/n", n, largest, -1, 0.05),
                Finding.rejected(Judge.slope("half-rate", "it falls as 1/√n", n, largest, -0.5, 0.05)),
                Judge.identity(
                        "cubic",
                        "with σ(z) = z³ the error stays at √(1/192), n = " + widths.get(count - 1),
                        cubic[count - 1],
                        Math.sqrt(1.0 / 192),
                        1e-4),
                Judge.identity(
                        "quintic",
                        "with z⁵ at √(1/768)",
                        errors(x -> x.pow(4).times(x), 16)[1],
                        Math.sqrt(1.0 / 768),
                        1e-4));
        Figure figure = new Figure(
                "approximation",
                "Error of the best combination of n neurons for |x|",
                "width n",
                "error",
                true,
                true,
                List.of(
                        Curve.points(activation + ", largest", n, largest),
                        Curve.dashed("1/n", n, rate),
                        Curve.points("z³, root mean square", n, cubic)));
        Theorem theorem = new Theorem(
                "Universal approximation",
                "Topics in Mathematics for Deep Learning, Theorems 8.1 and 8.3",
                "one hidden layer of width n reaches n^{−k/d} for k derivatives in d variables, unless its activation is a polynomial",
                "Ω is compact and the constant depends on k, d and p");
        return new Verdict(theorem, Map.of("k/d", 1.0), findings, List.of(figure), (System.nanoTime() - start) / 1e9);
    }
}
