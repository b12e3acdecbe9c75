package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Keys;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Ensemble;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;
import dev.lemma.optim.schedule.CosineDecay;
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
 * What depth gives: a sawtooth that few units in depth represent and many beside each other do not, and functions composed of parts with two variables.
 *
 * <ul>
 *   <li>{@code s₅}, 32 teeth, is a network of five layers of two units. A network with one hidden layer of width W has at most W + 1 affine pieces, and the best function with P pieces misses
 *       s₅ by about {@code (1/12)(1 − P/32)} in squared L². It is <b>not</b> 1/12 until W is about 32, as printed in places, but falls from the first pieces on.
 *   <li>{@code f = g(g(x₁, x₂), g(x₃, x₄))} on a grid for each g has an error of order N^{−1/2} in the number N of parameters, on a grid of four variables N^{−1/4}: the rates
 *       {@code O(d ε^{−2})} and {@code O(ε^{−d})} for Lipschitz parts; smooth parts have {@code O(d ε^{−1})}.
 *   <li>Trained by the same optimiser, a tree comes nearer to a smooth composition of eight variables than one hidden layer with as many parameters. This is said of this function, not of
 *       depth: with {@code sin 2.5(a − b) cos 1.5(a + b)} for a part both fail.
 * </ul>
 *
 * <p>Sources: On Mathematical Theories of Deep Learning and Introduction to the Mathematics of Deep Learning, depth separation.
 *
 * @param seeds of the trained networks, at least 5 for the sign test
 * @param steps of training
 */
public record DepthSeparation(int seeds, int steps) implements Experiment {

    private static final int LEVELS = 5;
    private static final int CELLS = 1536;
    private static final int POINTS = 20_000;
    private static final int BATCH = 256;
    private static final List<Integer> DEEP = List.of(8, 12, 16, 24, 32, 48, 64, 96, 128);
    private static final List<Integer> SHALLOW = List.of(4, 6, 8, 12, 16, 24, 32);

    public DepthSeparation {
        Check.atLeastOne("steps", steps);
        if (seeds < 5) {
            throw new IllegalArgumentException("seeds: an ordering needs at least 5 pairs, got " + seeds);
        }
    }

    /** Five seeds, 1500 steps. */
    public DepthSeparation() {
        this(5, 1500);
    }

    @Override
    public DepthSeparation quick() {
        return new DepthSeparation(seeds, Math.min(steps, 300));
    }

    /** The least squared L² error of P = 1, 2, …, 32 affine pieces against the sawtooth of 32 teeth. */
    public static double[] floor() {
        double[] nodes = new double[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) {
            nodes[i] = sawtooth((double) i / CELLS);
        }
        return new AffineFloor(nodes).errors(1 << LEVELS);
    }

    private static double sawtooth(double x) {
        double t = x * (1 << (LEVELS - 1));
        return 1 - Math.abs(2 * (t - Math.floor(t)) - 1);
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        List<Finding> findings = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        sawtooth(findings, figures);
        listener.at("parts", 1, 3);
        grids(findings, figures);
        listener.at("parts", 2, 3);
        double[][] errors = trained();
        findings.add(Judge.ordering(
                "trained",
                "a tree comes nearer to a smooth composition than one hidden layer of as many parameters",
                errors[0],
                errors[1]));
        listener.at("parts", 3, 3);
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("tree, relative squared error", Judge.mean(errors[0]));
        constants.put("one layer, relative squared error", Judge.mean(errors[1]));
        Theorem theorem = new Theorem(
                "Depth separation",
                "On Mathematical Theories of Deep Learning, depth separation",
                "2m units in depth make 2^m teeth, which W units in one layer miss by (1/12)(1 − (W+1)/2^m); compositions cost O(d ε⁻²), grids O(ε⁻ᵈ)",
                "the shallow error falls from the first units on, it is not 1/12 until W ≈ 2^m; smooth parts cost O(d ε⁻¹)");
        return new Verdict(theorem, constants, findings, figures, (System.nanoTime() - start) / 1e9);
    }

    // ------------------------------------------------------------------ the sawtooth

    private static void sawtooth(List<Finding> findings, List<Figure> figures) {
        double[] floor = floor();
        int teeth = floor.length;
        double[] pieces = new double[teeth];
        double[] line = new double[teeth];
        double[] away = new double[teeth - 1];
        double[] allowed = new double[teeth - 1];
        for (int p = 1; p <= teeth; p++) {
            pieces[p - 1] = p;
            line[p - 1] = (1 - (double) p / teeth) / 12;
            if (p < teeth) {
                away[p - 1] = Math.abs(floor[p - 1] - line[p - 1]);
                allowed[p - 1] = 0.12 * line[p - 1];
            }
        }
        findings.add(
                Judge.identity("floor", "one affine function misses the sawtooth by 1/12", floor[0], 1.0 / 12, 1e-12));
        double samples = 0;
        for (int i = 0; i < 256; i++) {
            samples += Math.pow(sawtooth((i + 0.5) / 256) - 0.5, 2) / 256;
        }
        findings.add(Finding.rejected(Judge.identity(
                "samples", "so it does at 256 samples in place of the integral", samples, 1.0 / 12, 1e-5)));
        findings.add(Judge.everyRun("line", "P pieces miss it by (1/12)(1 − P/32), to 12 %", away, allowed, 0));
        double[] twelfth = new double[teeth - 2];
        Arrays.fill(twelfth, 1.0 / 12);
        findings.add(Finding.rejected(Judge.everyRun(
                "constant",
                "it is 1/12 until there are 32 pieces",
                twelfth,
                Arrays.copyOfRange(floor, 1, teeth - 1),
                1e-4)));
        findings.add(Judge.identity("exact", "32 pieces are the sawtooth", floor[teeth - 1], 0, 1e-12));
        Construction deep = Relu.sawtooth(LEVELS);
        double worst = 0;
        double[] x = new double[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) {
            x[i] = (double) i / CELLS;
        }
        double[] y = deep.values(x);
        for (int i = 0; i <= CELLS; i++) {
            worst = Math.max(worst, Math.abs(y[i] - sawtooth(x[i])));
        }
        findings.add(Judge.identity("deep", "five layers of two units are the sawtooth", worst, 0, 1e-12));
        findings.add(Judge.identity("units", "which are ten units", deep.width() * (deep.affineLayers() - 1.0), 10, 0));
        figures.add(new Figure(
                "sawtooth",
                "Least squared error of P affine pieces against 32 teeth",
                "pieces",
                "squared error",
                false,
                false,
                List.of(Curve.points("exact floor", pieces, floor), Curve.dashed("(1/12)(1 − P/32)", pieces, line))));
    }

    // ------------------------------------------------------------------ grids

    private static double part(double a, double b) {
        return Math.abs(0.5 * Math.sin(3 * a) + 0.5 - b * b);
    }

    private static void grids(List<Finding> findings, List<Figure> figures) {
        double[] points = new double[4 * POINTS];
        Randomness.uniform(Key.of(4), points);
        double[] deepCost = new double[DEEP.size()];
        double[] deepError = new double[DEEP.size()];
        for (int k = 0; k < DEEP.size(); k++) {
            int n = DEEP.get(k);
            double[][] grid = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    grid[i][j] = part(i / (n - 1.0), j / (n - 1.0));
                }
            }
            for (int p = 0; p < points.length; p += 4) {
                double exact = part(part(points[p], points[p + 1]), part(points[p + 2], points[p + 3]));
                double near = bilinear(
                        grid, bilinear(grid, points[p], points[p + 1]), bilinear(grid, points[p + 2], points[p + 3]));
                deepError[k] = Math.max(deepError[k], Math.abs(exact - near));
            }
            deepCost[k] = 3.0 * n * n;
        }
        double[] shallowCost = new double[SHALLOW.size()];
        double[] shallowError = new double[SHALLOW.size()];
        for (int k = 0; k < SHALLOW.size(); k++) {
            int n = SHALLOW.get(k);
            double[] first = new double[n * n];
            for (int i = 0; i < n * n; i++) {
                first[i] = part(i / n / (n - 1.0), i % n / (n - 1.0));
            }
            for (int p = 0; p < points.length; p += 4) {
                double exact = part(part(points[p], points[p + 1]), part(points[p + 2], points[p + 3]));
                shallowError[k] = Math.max(shallowError[k], Math.abs(exact - multilinear(first, n, points, p)));
            }
            shallowCost[k] = Math.pow(n, 4);
        }
        findings.add(Judge.slope(
                "composed", "part by part the error is of order N^{−1/2}", deepCost, deepError, -0.5, 0.07));
        findings.add(Judge.slope(
                "grid", "on a grid of four variables it is of order N^{−1/4}", shallowCost, shallowError, -0.25, 0.07));
        findings.add(Finding.rejected(Judge.slope(
                "smooth", "part by part it is of order N^{−1}, as for smooth parts", deepCost, deepError, -1, 0.07)));
        figures.add(new Figure(
                "composition",
                "Largest error of a composition, part by part and on one grid",
                "parameters",
                "error",
                true,
                true,
                List.of(
                        Curve.points("part by part", deepCost, deepError),
                        Curve.dashed("N^{−1/2}", deepCost, law(deepCost, deepError[0], -0.5)),
                        Curve.points("one grid", shallowCost, shallowError),
                        Curve.dashed("N^{−1/4}", shallowCost, law(shallowCost, shallowError[0], -0.25)))));
    }

    private static double[] law(double[] x, double first, double slope) {
        return Arrays.stream(x)
                .map(each -> first * Math.pow(each / x[0], slope))
                .toArray();
    }

    private static double bilinear(double[][] grid, double a, double b) {
        int n = grid.length;
        int i = cell(a, n);
        int j = cell(b, n);
        double u = a * (n - 1) - i;
        double v = b * (n - 1) - j;
        return (1 - u) * ((1 - v) * grid[i][j] + v * grid[i][j + 1])
                + u * ((1 - v) * grid[i + 1][j] + v * grid[i + 1][j + 1]);
    }

    /** The interpolant of f on the grid of four variables; values of f are those of the outer part at the inner ones. */
    private static double multilinear(double[] first, int n, double[] points, int p) {
        int[] cells = new int[4];
        double[] rest = new double[4];
        for (int axis = 0; axis < 4; axis++) {
            cells[axis] = cell(points[p + axis], n);
            rest[axis] = points[p + axis] * (n - 1) - cells[axis];
        }
        double sum = 0;
        for (int corner = 0; corner < 16; corner++) {
            double weight = 1;
            int[] at = new int[4];
            for (int axis = 0; axis < 4; axis++) {
                int up = corner >> axis & 1;
                at[axis] = cells[axis] + up;
                weight *= up == 1 ? rest[axis] : 1 - rest[axis];
            }
            sum += weight * part(first[at[0] * n + at[1]], first[at[2] * n + at[3]]);
        }
        return sum;
    }

    private static int cell(double x, int n) {
        return Math.min(n - 2, Math.max(0, (int) Math.floor(x * (n - 1))));
    }

    // ------------------------------------------------------------------ training

    /** {@code q(a, b) = sin 1.5(a − b) + ½ab}. */
    private static Tensor smooth(Tensor a, Tensor b) {
        return a.minus(b).times(1.5).sin().plus(a.times(b).times(0.5));
    }

    private static Tensor target(Tensor x) {
        List<Tensor> level = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            level.add(x.at(1, i));
        }
        while (level.size() > 1) {
            List<Tensor> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                next.add(smooth(level.get(i), level.get(i + 1)));
            }
            level = next;
        }
        return level.get(0);
    }

    /** Relative squared errors of the tree with 1127 parameters and of one hidden layer with 1121, for each seed. */
    private double[][] trained() {
        Layer tree = new BinaryTree(40, Activations.TANH);
        Layer shallow = Sequential.of(new Dense(112), Activations.TANH, new Dense(1));
        Array test = uniform(4096);
        double[] exact = exact(test);
        double mean = Judge.mean(exact);
        double variance = Arrays.stream(exact).map(y -> (y - mean) * (y - mean)).sum() / exact.length;
        double[][] errors = new double[2][seeds];
        int which = 0;
        for (Layer layer : List.of(tree, shallow)) {
            Network network = Network.of(Shape.of(8), layer);
            Ensemble all = Trainer.of(
                            Model.of("f", network),
                            (parts, batch, key) -> {
                                Tensor x = Draws.uniform(key, batch.type(), batch.size(), 8)
                                        .times(2)
                                        .minus(1);
                                return parts.apply("f", x)
                                        .reshape(batch.size())
                                        .minus(target(x))
                                        .square();
                            },
                            new Adam(1).scheduled(new CosineDecay(1e-2, 0, steps)))
                    .batchSize(BATCH)
                    .steps(steps)
                    .ensemble(Keys.range(seeds))
                    .fit();
            for (int seed = 0; seed < seeds; seed++) {
                double[] predicted = all.member(seed)
                        .part("f")
                        .predict(test.as(network.type()))
                        .toDoubles();
                double sum = 0;
                for (int i = 0; i < exact.length; i++) {
                    sum += (predicted[i] - exact[i]) * (predicted[i] - exact[i]) / exact.length;
                }
                errors[which][seed] = sum / variance;
            }
            which++;
        }
        return errors;
    }

    private static Array uniform(int n) {
        double[] x = new double[8 * n];
        Randomness.uniform(Key.of(77), x);
        for (int i = 0; i < x.length; i++) {
            x[i] = 2 * x[i] - 1;
        }
        return Array.of(Shape.of(n, 8), x);
    }

    private static double[] exact(Array x) {
        return ReferenceExecutor.evaluate(List.of(target(Tensor.literal(x))), Map.of())
                .get(0)
                .toDoubles();
    }
}
