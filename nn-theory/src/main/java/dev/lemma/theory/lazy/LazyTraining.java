package dev.lemma.theory.lazy;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.core.activation.Activations;
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
import java.util.function.Function;

/**
 * Wide networks are trained without moving: gradient descent on {@code r(Θ) = 1/m Σᵢ (h(xᵢ) − yᵢ)²}, {@code h(x) = Σⱼ aⱼ σ(wⱼ·x)} with n units,
 * {@code wⱼ ~ N(0, I)}, {@code aⱼ ~ N(0, 1/n)}, rate η = 0.3 m/n.
 *
 * <pre>{@code
 * λ_min(K̄) ∝ n                                            K̄ the kernel of the last layer
 * 4 λ_min(K) r/m ≤ |∇r|² ≤ 4 λ_max(K) r/m                   K the tangent kernel
 * |Θ_k − Θ₀| ≤ η √(C̄ n r₀/m) / (1 − √ρ)                     for all k; ρ the worst ratio of risks of a step, C̄ the largest |∇r|² m/(n r)
 * }</pre>
 *
 * <p>and, for a model that is scaled, {@code α(h − h(w₀))} trained on {@code r/α²}: its distance from the linearised model is O(1/α). <b>With antisymmetric doubling it is O(1/α²)</b>: the
 * first order cancels, so that a doubled network hides the rate.
 *
 * <p>Sources: Topics in Mathematics for Deep Learning, Lecture 7; Mathematics of Deep Learning: Mean Field and Lazy Training. Departs from them:
 *
 * <ul>
 *   <li>W ~ N(0, 1/n) in place of N(0, 1) does not give {@code λ_min(K̄) ∝ n}.
 *   <li>The upper bound of the gradient needs the full kernel K; K̄ is not enough.
 *   <li>Theorem 7.1 needs no K: that K′ ≤ K is clear is untrue. The bound above holds for all k; it is a theorem if its right side is at most 1, the ball of Lemma 7.2, and known afterwards only.
 *   <li>(7.15) is off by one power.
 * </ul>
 *
 * @param activation σ; no polynomial, whose kernel is singular for many points
 * @param samples m, points of the sphere in dimension 5
 * @param widths n, each at least m
 * @param seeds of each width
 */
public record LazyTraining(Activation activation, int samples, List<Integer> widths, int seeds) implements Experiment {

    private static final int DIMENSION = 5;
    private static final int MOST_STEPS = 3000;
    private static final double REACHED = 1e-3;
    private static final double[] ALPHAS = {8, 16, 32, 64};

    public LazyTraining {
        Check.given("activation", activation);
        Check.atLeast("samples", samples, 2);
        widths = List.copyOf(widths);
        Check.atLeastOne("seeds", seeds);
        if (widths.size() < 3) {
            throw new IllegalArgumentException("widths: a slope needs three or more, got " + widths);
        }
        for (int width : widths) {
            if (width < samples) {
                throw new IllegalArgumentException(
                        "widths: the kernel of the last layer has rank " + width + " on " + samples
                                + " points, so λ_min = 0 and the theorem says nothing: expected at least as many units as samples");
            }
        }
    }

    /** tanh, 10 points, n = 256 to 16384, six seeds. */
    public LazyTraining() {
        this(Activations.TANH, 10, List.of(256, 1024, 4096, 16384), 6);
    }

    /** With another activation. */
    public LazyTraining activation(Activation other) {
        return new LazyTraining(other, samples, widths, seeds);
    }

    /** With other widths. */
    public LazyTraining widths(Integer... other) {
        return new LazyTraining(activation, samples, List.of(other), seeds);
    }

    @Override
    public LazyTraining quick() {
        return new LazyTraining(activation, samples, List.of(256, 1024, 4096), Math.min(seeds, 3));
    }

    /** One training. */
    private record Run(
            int width,
            double least,
            double narrow,
            int steps,
            double moved,
            double allowed,
            double[] lower,
            double[] gradient,
            double[] upper,
            double top,
            double topLast,
            double drift) {}

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        Array x = sphere(samples, DIMENSION, Key.of(1));
        double[] y = normal(samples, Key.of(2));
        requireNoPolynomial(x);
        List<Run> runs = new ArrayList<>();
        int total = widths.size() * seeds + 1;
        for (int width : widths) {
            for (int seed = 0; seed < seeds; seed++) {
                runs.add(train(x, y, width, Key.of(seed).at(width)));
                listener.at("trainings", runs.size(), total);
            }
        }
        double[][] scaled = scaled(false, seeds + 1);
        double[][] doubled = scaled(true, seeds + 1);
        listener.at("trainings", total, total);

        double[] n = runs.stream().mapToDouble(Run::width).toArray();
        double[] least = runs.stream().mapToDouble(Run::least).toArray();
        double[] narrow = runs.stream().mapToDouble(Run::narrow).toArray();
        double[] steps = runs.stream().mapToDouble(Run::steps).toArray();
        double[] moved = runs.stream().mapToDouble(Run::moved).toArray();
        double[] drift = runs.stream().mapToDouble(Run::drift).toArray();
        List<Finding> findings = List.of(
                Judge.slope("least", "λ_min of the last layer's kernel grows like n", n, least, 1, 0.15),
                Finding.rejected(Judge.slope("narrow", "so it does for W ~ N(0, 1/n)", n, narrow, 1, 0.15)),
                Judge.everyRun(
                        "below",
                        "4λ_min(K) r/m ≤ |∇r|² at every step that is looked at",
                        all(runs, Run::lower),
                        all(runs, Run::gradient),
                        1e-9),
                Judge.everyRun(
                        "above", "|∇r|² ≤ 4λ_max(K) r/m there", all(runs, Run::gradient), all(runs, Run::upper), 1e-9),
                Finding.rejected(Judge.everyRun(
                        "last-layer",
                        "|∇r|² ≤ 4λ_max(K̄) r/m, with the kernel of the last layer alone, for the worst residual and a ~ N(0, 1)",
                        runs.stream().mapToDouble(Run::top).toArray(),
                        runs.stream().mapToDouble(Run::topLast).toArray(),
                        1e-9)),
                Judge.slope("steps", "the steps to a thousandth of the risk do not depend on n", n, steps, 0, 0.15),
                Judge.slope("moved", "the parameters move like n^{−1/2}", n, moved, -0.5, 0.15),
                Finding.rejected(Judge.slope("unmoved", "how far they move does not depend on n", n, moved, 0, 0.15)),
                Judge.everyRun(
                        "ball",
                        "|Θ_k − Θ₀| ≤ η√(C̄ n r₀/m)/(1 − √ρ) for all k",
                        moved,
                        runs.stream().mapToDouble(Run::allowed).toArray(),
                        0),
                Judge.slopeAtMost(
                        "constant",
                        "the relative change of the tangent kernel falls at least like n^{−1/2}",
                        n,
                        drift,
                        -0.4),
                Judge.slope(
                        "alpha", "α(h − h(w₀)) is within O(1/α) of the linearised model", ALPHAS, scaled[0], -1, 0.15),
                Judge.slope("alpha-doubled", "a doubled network within O(1/α²)", ALPHAS, doubled[0], -2, 0.15),
                Finding.rejected(Judge.slope(
                        "doubling-is-fair",
                        "a doubled network within O(1/α) and no better",
                        ALPHAS,
                        doubled[0],
                        -1,
                        0.15)),
                Judge.slope("displacement", "the parameters move like 1/α", ALPHAS, scaled[1], -1, 0.15));
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("λ_min(K̄)/n", Judge.mean(ratios(least, n)));
        constants.put("steps to r₀/1000", Judge.mean(steps));
        Theorem theorem = new Theorem(
                "Lazy training",
                "Topics in Mathematics for Deep Learning, Lecture 7",
                "|∇r|² is between 4λ_min(K) r/m and 4λ_max(K) r/m with λ_min ∝ n, so descent converges linearly before the parameters have moved by more than n^{−1/2}",
                "W₁ ~ N(0, 1), not N(0, 1/n); the upper bound needs the full kernel; the ball is known afterwards; antisymmetric doubling hides the first order in 1/α");
        return new Verdict(
                theorem, constants, findings, figures(n, moved, scaled, doubled), (System.nanoTime() - start) / 1e9);
    }

    private static List<Figure> figures(double[] n, double[] moved, double[][] scaled, double[][] doubled) {
        double[] law = Arrays.stream(n)
                .map(width -> moved[0] * Math.sqrt(n[0] / width))
                .toArray();
        double[] first =
                Arrays.stream(ALPHAS).map(a -> scaled[0][0] * ALPHAS[0] / a).toArray();
        double[] second = Arrays.stream(ALPHAS)
                .map(a -> doubled[0][0] * Math.pow(ALPHAS[0] / a, 2))
                .toArray();
        return List.of(
                new Figure(
                        "displacement",
                        "How far the parameters move before the risk has fallen to a thousandth",
                        "width n",
                        "|ΔΘ|",
                        true,
                        true,
                        List.of(Curve.points("measured", n, moved), Curve.dashed("n^{−1/2}", n, law))),
                new Figure(
                        "alpha",
                        "Distance of the scaled model from its linearisation",
                        "α",
                        "distance",
                        true,
                        true,
                        List.of(
                                Curve.points("h − h(w₀)", ALPHAS, scaled[0]),
                                Curve.dashed("1/α", ALPHAS, first),
                                Curve.points("doubled", ALPHAS, doubled[0]),
                                Curve.dashed("1/α²", ALPHAS, second))));
    }

    private static double[] ratios(double[] a, double[] b) {
        double[] ratios = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            ratios[i] = a[i] / b[i];
        }
        return ratios;
    }

    private static double[] all(List<Run> runs, Function<Run, double[]> which) {
        return runs.stream()
                .flatMapToDouble(run -> Arrays.stream(which.apply(run)))
                .toArray();
    }

    // ------------------------------------------------------------------ width

    private Run train(Array x, double[] y, int width, Key key) {
        Shallow net = new Shallow(activation, 1, x);
        int m = samples;
        Array w = Array.of(Shape.of(width, DIMENSION), normal(width * DIMENSION, key.of("first")));
        double shrunk = 1 / Math.sqrt(width);
        Array masses = Array.of(Shape.of(width), normal(width, key.of("second")));
        Array a = scaled(masses, shrunk);
        Array w0 = copy(w);
        Array a0 = copy(a);
        Array small = scaled(w, shrunk);
        List<Array> large = net.kernels(w, masses);
        List<Array> kernels = net.kernels(w, a);
        double least = SymmetricEigen.values(kernels.get(0)).get(0);
        double narrow = Math.max(
                Double.MIN_NORMAL,
                SymmetricEigen.values(net.kernels(small, a).get(0)).get(0));
        double[] atStart = kernels.get(1).toDoubles();
        double rate = 0.3 * m / width;
        double steepest = 2 * SymmetricEigen.values(kernels.get(1)).get(m - 1) / m;
        if (!(rate * steepest < 2)) {
            throw new IllegalArgumentException(
                    "activation: descent with the rate 0.3 m/n diverges, for the largest curvature is " + steepest
                            + " at width " + width
                            + " and the rate times it must be below 2: expected an activation whose kernel is of order n, such as tanh or relu");
        }
        List<double[]> looks = new ArrayList<>();
        double first = Double.NaN;
        double before = Double.NaN;
        double worst = 0;
        double largest = 0;
        double moved = 0;
        int k = 0;
        for (; k < MOST_STEPS; k++) {
            double[] error = net.values(w, a);
            double risk = 0;
            for (int i = 0; i < m; i++) {
                error[i] -= y[i];
                risk += error[i] * error[i] / m;
            }
            first = k == 0 ? risk : first;
            worst = k == 0 ? 0 : Math.max(worst, risk / before);
            before = risk;
            double[] cotangent = Arrays.stream(error).map(e -> 2 * e / m).toArray();
            List<Array> gradient = net.pullBack(w, a, cotangent);
            double square = square(gradient.get(0)) + square(gradient.get(1));
            largest = Math.max(largest, square * m / (width * risk));
            if (k % 20 == 0) {
                List<Array> now = net.kernels(w, a);
                double[] spectrum = SymmetricEigen.values(now.get(1)).toDoubles();
                looks.add(new double[] {4 * spectrum[0] * risk / m, square, 4 * spectrum[m - 1] * risk / m});
            }
            moved = Math.max(moved, distance(w, w0, a, a0));
            if (risk <= REACHED * first) {
                break;
            }
            w = stepped(w, gradient.get(0), rate);
            a = stepped(a, gradient.get(1), rate);
        }
        double[] atEnd = net.kernels(w, a).get(1).toDoubles();
        double change = 0;
        double size = 0;
        for (int i = 0; i < atEnd.length; i++) {
            change += Math.pow(atEnd[i] - atStart[i], 2);
            size += atStart[i] * atStart[i];
        }
        double allowed = worst < 1
                ? rate * Math.sqrt(largest * width * first / m) / (1 - Math.sqrt(worst))
                : Double.POSITIVE_INFINITY;
        return new Run(
                width,
                least,
                narrow,
                Math.max(1, k),
                moved,
                allowed,
                column(looks, 0),
                column(looks, 1),
                column(looks, 2),
                SymmetricEigen.values(large.get(1)).get(m - 1),
                SymmetricEigen.values(large.get(0)).get(m - 1),
                Math.sqrt(change / size));
    }

    private static double[] column(List<double[]> rows, int j) {
        return rows.stream().mapToDouble(row -> row[j]).toArray();
    }

    private static double square(Array v) {
        return Arrays.stream(v.toDoubles()).map(x -> x * x).sum();
    }

    private static double distance(Array w, Array w0, Array a, Array a0) {
        return Math.sqrt(square(difference(w, w0)) + square(difference(a, a0)));
    }

    private static Array difference(Array a, Array b) {
        return stepped(a, b, 1);
    }

    /** {@code v − rate·g}. */
    private static Array stepped(Array v, Array g, double rate) {
        double[] numbers = v.toDoubles();
        double[] along = g.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] -= rate * along[i];
        }
        return Array.of(v.shape(), numbers);
    }

    private static Array scaled(Array a, double factor) {
        return Array.of(
                a.shape(), Arrays.stream(a.toDoubles()).map(v -> v * factor).toArray());
    }

    private static Array copy(Array a) {
        return Array.of(a.shape(), a.toDoubles());
    }

    private void requireNoPolynomial(Array x) {
        int width = Math.max(512, 4 * samples);
        Array w = Array.of(Shape.of(width, DIMENSION), normal(width * DIMENSION, Key.of(3)));
        Array a = Array.of(Shape.of(width), normal(width, Key.of(4)));
        double[] spectrum = SymmetricEigen.values(
                        new Shallow(activation, 1, x).kernels(w, a).get(0))
                .toDoubles();
        if (!(spectrum[0] > 1e-13 * spectrum[samples - 1])) {
            throw new IllegalArgumentException(
                    "activation: the kernel of the last layer is singular on " + samples
                            + " points (λ_min " + spectrum[0] + ", λ_max " + spectrum[samples - 1]
                            + "), as that of a polynomial is: the theorem needs λ_min > 0. Take another activation, or fewer samples");
        }
    }

    // ------------------------------------------------------------------ scale

    /** Means over some seeds for each α: the distance from the linearised model on the data, and how far the parameters move. */
    private double[][] scaled(boolean doubled, int all) {
        int width = 24;
        int count = 30;
        int dimension = 4;
        double[][] means = new double[2][ALPHAS.length];
        for (int seed = 0; seed < all; seed++) {
            Key key = Key.of(seed).of("alpha");
            Array x = sphere(count, dimension, key.of("x"));
            double[] y = normal(count, key.of("y"));
            double[] rows = normal(width * dimension, key.of("w"));
            double[] masses = normal(width, key.of("a"));
            if (doubled) {
                rows = joined(rows, rows, 1);
                masses = joined(masses, masses, -1);
            }
            int units = masses.length;
            Shallow net = new Shallow(activation, 1 / Math.sqrt(width), x);
            Array w0 = Array.of(Shape.of(units, dimension), rows);
            Array a0 = Array.of(Shape.of(units), masses);
            double[] origin = net.values(w0, a0);
            double[] kernel = net.kernels(w0, a0).get(1).toDoubles();
            double rate = 0.5
                    * count
                    / SymmetricEigen.values(net.kernels(w0, a0).get(1)).get(count - 1);
            int steps = 400;
            double[] linear = new double[count];
            for (int k = 0; k < steps; k++) {
                double[] next = linear.clone();
                for (int i = 0; i < count; i++) {
                    for (int j = 0; j < count; j++) {
                        next[i] -= rate / count * kernel[i * count + j] * (linear[j] - y[j]);
                    }
                }
                linear = next;
            }
            for (int s = 0; s < ALPHAS.length; s++) {
                double alpha = ALPHAS[s];
                Array w = w0;
                Array a = a0;
                for (int k = 0; k < steps; k++) {
                    double[] residual = model(net.values(w, a), origin, alpha);
                    for (int i = 0; i < count; i++) {
                        residual[i] = (residual[i] - y[i]) / (alpha * count);
                    }
                    List<Array> gradient = net.pullBack(w, a, residual);
                    w = stepped(w, gradient.get(0), rate);
                    a = stepped(a, gradient.get(1), rate);
                }
                double[] values = model(net.values(w, a), origin, alpha);
                double square = 0;
                for (int i = 0; i < count; i++) {
                    square += Math.pow(values[i] - linear[i], 2);
                }
                means[0][s] += Math.sqrt(square / count) / all;
                means[1][s] += distance(w, w0, a, a0) / all;
            }
        }
        return means;
    }

    private static double[] model(double[] h, double[] origin, double alpha) {
        double[] f = new double[h.length];
        for (int i = 0; i < h.length; i++) {
            f[i] = alpha * (h[i] - origin[i]);
        }
        return f;
    }

    private static double[] joined(double[] a, double[] b, double sign) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        for (int i = 0; i < b.length; i++) {
            both[a.length + i] = sign * b[i];
        }
        return both;
    }

    private static Array sphere(int n, int d, Key key) {
        double[] x = normal(n * d, key);
        for (int i = 0; i < n; i++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                square += x[i * d + j] * x[i * d + j];
            }
            for (int j = 0; j < d; j++) {
                x[i * d + j] /= Math.sqrt(square);
            }
        }
        return Array.of(Shape.of(n, d), x);
    }

    private static double[] normal(int n, Key key) {
        double[] numbers = new double[n];
        Randomness.normal(key, numbers);
        return numbers;
    }
}
