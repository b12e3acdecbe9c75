package dev.lemma.theory.landscape;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Keys;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.Lanczos;
import dev.lemma.compiler.linear.SymmetricOperator;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Ensemble;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;
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
 * What is known of the landscape of two layers: the almost convex path between any two trained ReLU networks, the index of every critical point of linear ones, and what Lanczos
 * steps say of a spectrum.
 *
 * <p>Sources: Topics in Mathematics for Deep Learning, Theorems 6.1 and 6.2; On Mathematical Theories of Deep Learning, landscapes. Departs from them:
 *
 * <ul>
 *   <li>Theorem 6.1 needs <em>strict</em> minima: {@code F(x) = max(−1, min(x, 0)) + max(x − 1, 0)} has connected sub-level sets, and every point of (0, 1) is a local minimum that is
 *       not global. Networks with dead units have such plateaus.
 *   <li>Theorem 6.2's path is corrected in {@link ConvexPath}.
 *   <li>That the data points differ is not needed.
 * </ul>
 *
 * @param dimensions d of the data, 20 points of the sphere
 * @param widths n of the networks, even
 * @param seeds pairs of networks for each
 * @param steps of training
 */
public record TwoLayerLandscape(List<Integer> dimensions, List<Integer> widths, int seeds, int steps)
        implements Experiment {

    private static final int POINTS = 20;
    private static final List<Double> VALUES = List.of(4.0, 3.0, 2.0, 1.0);

    public TwoLayerLandscape {
        dimensions = List.copyOf(dimensions);
        widths = List.copyOf(widths);
        Check.atLeastOne("seeds", seeds);
        Check.atLeastOne("steps", steps);
        if (dimensions.isEmpty() || dimensions.stream().anyMatch(d -> d < 2)) {
            throw new IllegalArgumentException(
                    "dimensions: expected some of at least 2, where rows can move without passing 0; got "
                            + dimensions);
        }
        if (widths.isEmpty() || widths.stream().anyMatch(n -> n < 4 || n % 2 != 0)) {
            throw new IllegalArgumentException(
                    "widths: expected even ones of at least 4, half of whose rows are kept; got " + widths);
        }
    }

    /** d = 2, 3, 5, n = 32 to 512, three pairs each. */
    public TwoLayerLandscape() {
        this(List.of(2, 3, 5), List.of(32, 64, 128, 256, 512), 3, 1500);
    }

    @Override
    public TwoLayerLandscape quick() {
        return new TwoLayerLandscape(List.of(3), List.of(64, 256), Math.min(seeds, 2), Math.min(steps, 600));
    }

    /** What was measured of one pair. */
    private record Measured(
            int dimension,
            int width,
            double[] bumps,
            double[] bounds,
            double uneven,
            double bend,
            double straight,
            double dropped) {}

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        List<Measured> all = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        int done = 0;
        for (int d : dimensions) {
            for (int n : widths) {
                pairs(d, n, all, figures);
                listener.at("pairs of networks", ++done, (long) dimensions.size() * widths.size());
            }
        }
        List<Finding> findings = new ArrayList<>(path(all));
        findings.addAll(critical());
        findings.add(plateau());
        findings.addAll(quadrature());
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("pairs", (double) all.size());
        constants.put(
                "largest bump",
                all.stream()
                        .flatMapToDouble(m -> Arrays.stream(m.bumps()))
                        .max()
                        .orElse(0));
        Theorem theorem = new Theorem(
                "The landscape of two layers",
                "Topics in Mathematics for Deep Learning, Theorems 6.1 and 6.2",
                "any two are joined by a path on which the risk rises by at most 2√R₀ δ + δ², δ = Σ|aⱼ|·ε·max|x|; linear networks have no spurious valleys",
                "6.1 needs strict minima; in 6.2 the risk is R₀ + O(ε), and for B the kept rows are the second half");
        return new Verdict(theorem, constants, findings, figures, (System.nanoTime() - start) / 1e9);
    }

    // ------------------------------------------------------------------ paths

    private void pairs(int d, int n, List<Measured> all, List<Figure> figures) {
        Network network = Network.of(
                        Shape.of(d), Sequential.of(new Dense(n).noBias(), Activations.RELU, new Dense(1).noBias()))
                .as(DType.FLOAT64);
        Dataset data = data(d);
        double largest = 1;
        Ensemble trained = Trainer.of(network, Losses.SQUARE, new Adam(1e-2))
                .batchSize(POINTS)
                .steps(steps)
                .ensemble(Keys.range(2 * seeds))
                .fit(data);
        for (int pair = 0; pair < seeds; pair++) {
            Array a = trained.member(2 * pair).thetaArray();
            Array b = trained.member(2 * pair + 1).thetaArray();
            Landscape landscape = Landscape.of(network, a, Losses.SQUARE, data);
            ConvexPath path = ConvexPath.between(network, a, b);
            List<LossSlice> slices = path.risks(landscape, 25);
            double[] risks = {landscape.risk(a), landscape.risk(b)};
            double[] bumps = {rise(slices.get(0)), rise(slices.get(6))};
            double[] bounds = {path.bound(0, risks[0], largest), path.bound(1, risks[1], largest)};
            double uneven = Math.max(
                    Math.max(unevenness(slices.get(1)), unevenness(slices.get(2))),
                    Math.max(unevenness(slices.get(4)), unevenness(slices.get(5))));
            Array near = path.corners().get(1);
            double[] dropped = near.toDoubles();
            TwoLayers layers = TwoLayers.of(network, "landscape");
            for (int unit = n / 2; unit < n; unit++) {
                dropped[layers.leaving(unit)[0]] = 0;
            }
            LossSlice straight = landscape.straightTo(b, 49);
            double ends = Math.max(risks[0], risks[1]);
            double highest = slices.stream()
                    .flatMapToDouble(slice -> Arrays.stream(slice.risks()))
                    .max()
                    .orElse(Double.NaN);
            all.add(new Measured(
                    d,
                    n,
                    bumps,
                    bounds,
                    uneven,
                    bend(slices.get(3)),
                    straight.barrier() - (highest - ends),
                    Math.abs(landscape.risk(Array.vector(dropped)) - landscape.risk(near))));
            if (pair == 0 && n == widths.get(widths.size() - 1)) {
                figures.add(figure(d, slices, straight));
            }
        }
    }

    private static Dataset data(int d) {
        double[] x = new double[POINTS * d];
        double[] y = new double[POINTS];
        Randomness.normal(Key.of(d).of("points"), x);
        Randomness.normal(Key.of(d).of("values"), y);
        for (int i = 0; i < POINTS; i++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                square += x[i * d + j] * x[i * d + j];
            }
            for (int j = 0; j < d; j++) {
                x[i * d + j] /= Math.sqrt(square);
            }
        }
        return Dataset.of(Array.of(Shape.of(POINTS, d), x), Array.of(Shape.of(POINTS, 1), y));
    }

    private static double rise(LossSlice slice) {
        double ends = Math.max(slice.risks()[0], slice.risks()[slice.risks().length - 1]);
        double first = Math.min(slice.risks()[0], slice.risks()[slice.risks().length - 1]);
        return ends + slice.barrier() - first;
    }

    private static double unevenness(LossSlice slice) {
        return Arrays.stream(slice.risks()).max().orElse(0)
                - Arrays.stream(slice.risks()).min().orElse(0);
    }

    /** The least second difference: at least 0 for a convex function. */
    private static double bend(LossSlice slice) {
        double[] r = slice.risks();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < r.length - 1; i++) {
            least = Math.min(least, r[i - 1] - 2 * r[i] + r[i + 1]);
        }
        return least;
    }

    private List<Finding> path(List<Measured> all) {
        int runs = all.size();
        double[] zeros = new double[runs];
        double[] tolerance = new double[runs];
        Arrays.fill(tolerance, 1e-12);
        double[] bumps =
                all.stream().flatMapToDouble(m -> Arrays.stream(m.bumps())).toArray();
        double[] bounds =
                all.stream().flatMapToDouble(m -> Arrays.stream(m.bounds())).toArray();
        double[] negative = all.stream().mapToDouble(m -> -m.bend()).toArray();
        List<Measured> wide = all.stream().filter(m -> m.width() >= 256).toList();
        List<Finding> findings = new ArrayList<>(List.of(
                Judge.everyRun("bump", "the risk rises by at most 2√R₀ δ + δ² on either side", bumps, bounds, 0),
                Judge.everyRun(
                        "flat",
                        "gathering masses and moving rows without mass change nothing",
                        all.stream().mapToDouble(Measured::uneven).toArray(),
                        tolerance,
                        0),
                Judge.everyRun(
                        "convex", "second differences of the middle segment are not negative", negative, tolerance, 0),
                Finding.rejected(Judge.everyRun(
                        "dropped",
                        "masses of rows that are given up may be dropped",
                        all.stream().mapToDouble(Measured::dropped).toArray(),
                        tolerance,
                        0))));
        if (!wide.isEmpty()) {
            double[] lower = wide.stream().mapToDouble(m -> -m.straight()).toArray();
            findings.add(Judge.everyRun(
                    "straight",
                    "from a width of 256 on the path stays below the straight line's barrier",
                    lower,
                    Arrays.copyOf(zeros, lower.length),
                    0));
        }
        return findings;
    }

    private static Figure figure(int d, List<LossSlice> slices, LossSlice straight) {
        int each = slices.get(0).risks().length;
        double[] t = new double[ConvexPath.SEGMENTS * each];
        double[] risks = new double[t.length];
        for (int s = 0; s < ConvexPath.SEGMENTS; s++) {
            for (int i = 0; i < each; i++) {
                t[s * each + i] = s + slices.get(s).multiples()[i];
                risks[s * each + i] = slices.get(s).risks()[i];
            }
        }
        double[] stretched = straight.multiples();
        for (int i = 0; i < stretched.length; i++) {
            stretched[i] *= ConvexPath.SEGMENTS;
        }
        return new Figure(
                "path-d" + d,
                "The risk along the seven segments and along the straight line, d = " + d,
                "segment",
                "risk",
                false,
                false,
                List.of(Curve.line("path", t, risks), Curve.dashed("straight line", stretched, straight.risks())));
    }

    // ------------------------------------------------------------------ critical points

    private static List<Finding> critical() {
        List<Double> index = new ArrayList<>();
        List<Double> formula = new ArrayList<>();
        List<Double> exchanges = new ArrayList<>();
        List<Double> least = new ArrayList<>();
        List<Double> gradients = new ArrayList<>();
        for (int p = 1; p <= 5; p++) {
            LinearNetwork network = new LinearNetwork(VALUES, p);
            for (int set = 0; set < 1 << VALUES.size(); set++) {
                List<Integer> fitted = new ArrayList<>();
                for (int i = 0; i < VALUES.size(); i++) {
                    if ((set >> i & 1) == 1) {
                        fitted.add(i);
                    }
                }
                if (fitted.size() > p) {
                    continue;
                }
                Array point = network.critical(fitted);
                double[] spectrum = network.spectrum(point);
                gradients.add(network.gradient(point));
                index.add(
                        (double) Arrays.stream(spectrum).filter(x -> x < -1e-9).count());
                formula.add((double) network.index(fitted));
                exchanges.add((double) network.exchanges(fitted));
                least.add(Math.abs(Math.min(0, spectrum[0]) - network.least(fitted)));
            }
        }
        double[] counted = numbers(index);
        double[] tolerance = new double[counted.length];
        Arrays.fill(tolerance, 1e-9);
        return List.of(
                Judge.everyRun(
                        "critical", "the gradient is 0 at every choice of values", numbers(gradients), tolerance, 0),
                Judge.everyRun(
                        "index",
                        "the index of all 63 critical points of ½|W₂W₁ − diag(4, 3, 2, 1)|², p = 1, …, 5, is the formula's",
                        differences(counted, numbers(formula)),
                        tolerance,
                        0),
                Judge.everyRun("least", "so is their least eigenvalue", numbers(least), tolerance, 0),
                Finding.rejected(Judge.everyRun(
                        "exchanges",
                        "the index counts exchanges alone, whatever the width",
                        differences(counted, numbers(exchanges)),
                        tolerance,
                        0)));
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(x -> x).toArray();
    }

    private static double[] differences(double[] a, double[] b) {
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = Math.abs(a[i] - b[i]);
        }
        return differences;
    }

    /** F of the counter-example to Theorem 6.1. */
    static double plateau(double x) {
        return Math.max(-1, Math.min(x, 0)) + Math.max(x - 1, 0);
    }

    /** Its sub-level sets are half-lines, for it never falls; yet (0, 1) is full of local minima above −1. */
    private static Finding plateau() {
        double fall = 0;
        for (int i = -300; i < 300; i++) {
            fall = Math.max(fall, plateau(i / 100.0) - plateau((i + 1) / 100.0));
        }
        boolean localMinimum = plateau(0.5) <= plateau(0.49) && plateau(0.5) <= plateau(0.51);
        boolean connected = fall == 0;
        double above = connected && localMinimum ? plateau(0.5) - plateau(-2) : Double.NaN;
        return Finding.rejected(Judge.identity(
                "plateau",
                "with connected sub-level sets every local minimum is global, strict or not (Theorem 6.1 as printed)",
                above,
                0,
                1e-12));
    }

    // ------------------------------------------------------------------ quadrature

    private static List<Finding> quadrature() {
        int n = 200;
        int k = 6;
        double[] draws = new double[n * n];
        Randomness.normal(Key.of(0).of("GOE"), draws);
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i * n + j] = (draws[i * n + j] + draws[j * n + i]) / Math.sqrt(2.0 * n);
            }
        }
        SymmetricOperator operator = SymmetricOperator.of(Array.of(Shape.of(n, n), matrix));
        double[] first = new double[n];
        Randomness.normal(Key.of(0).of("start"), first);
        double norm = Math.sqrt(Arrays.stream(first).map(x -> x * x).sum());
        Array v = Array.vector(Arrays.stream(first).map(x -> x / norm).toArray());
        Lanczos lanczos = Lanczos.of(operator, v, k);
        double product = 1;
        for (double beta : Lanczos.of(operator, v, k + 1).beside()) {
            product *= beta * beta;
        }
        double worst = 0;
        double gap = Double.NaN;
        Array power = v;
        for (int degree = 0; degree <= 2 * k; degree++) {
            double exact = 0;
            for (int i = 0; i < n; i++) {
                exact += v.get(i) * power.get(i);
            }
            double rule = 0;
            for (int j = 0; j < k; j++) {
                rule += lanczos.weights()[j] * Math.pow(lanczos.values()[j], degree);
            }
            if (degree < 2 * k) {
                worst = Math.max(worst, Math.abs(rule - exact));
            } else {
                gap = exact - rule;
            }
            power = operator.apply(power);
        }
        return List.of(
                Judge.identity("moments", "six Lanczos steps have the moments of degree 0 to 11", worst, 0, 1e-12),
                Judge.identity("gap", "that of degree 12 they miss by Πβᵢ²", gap, product, 1e-11),
                Finding.rejected(Judge.identity("moment-12", "they have that of degree 12", gap, 0, 1e-12)));
    }
}
