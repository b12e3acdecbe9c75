package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
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
import java.util.function.DoubleUnaryOperator;

/**
 * The constructions of {@link Relu} are what they claim: the networks are run, and their errors are the stated ones.
 *
 * <p>Source: Introduction to the Mathematics of Deep Learning; Topics in Mathematics for Deep Learning, Example 9.1.
 *
 * @param levels m, up to which squares and products are built
 */
public record ExactConstructions(int levels) implements Experiment {

    public ExactConstructions {
        Check.atLeastOne("levels", levels);
        if (levels > 10) {
            throw new IllegalArgumentException(
                    "levels: expected at most 10, got " + levels + ": midpoints are visited one by one");
        }
    }

    /** Up to 8 levels. */
    public ExactConstructions() {
        this(8);
    }

    @Override
    public ExactConstructions quick() {
        return new ExactConstructions(Math.min(levels, 5));
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        List<Finding> findings = new ArrayList<>();
        double[] m = new double[levels];
        double[] errors = new double[levels];
        double[] products = new double[levels];
        double[] predicted = new double[levels];
        double nodes = 0;
        for (int level = 1; level <= levels; level++) {
            m[level - 1] = level;
            predicted[level - 1] = Math.pow(4, -(level + 1));
            Construction square = Relu.square(level);
            int cells = 1 << level;
            double[] x = new double[2 * cells + 1];
            for (int i = 0; i < x.length; i++) {
                x[i] = i / (2.0 * cells);
            }
            double[] y = square.values(x);
            for (int i = 0; i < x.length; i++) {
                double error = Math.abs(y[i] - x[i] * x[i]);
                errors[level - 1] = Math.max(errors[level - 1], error);
                nodes = Math.max(nodes, i % 2 == 0 ? error : 0);
            }
            products[level - 1] = productError(level);
            listener.at("levels", level, levels);
        }
        int last = levels - 1;
        findings.add(Judge.identity(
                "square", "x² is missed by exactly 4^−(m+1), m = " + levels, errors[last], predicted[last], 1e-15));
        findings.add(Judge.identity("nodes", "and by nothing at k/2^m", nodes, 0, 1e-15));
        findings.add(Finding.rejected(
                Judge.identity("square-printed", "x² is missed by 4^−m", errors[last], Math.pow(4, -levels), 1e-15)));
        findings.add(Judge.identity(
                "product", "x·y is missed by exactly 4^−(m+1), m = " + levels, products[last], predicted[last], 1e-15));
        double outside = Relu.product(levels).values(Array.of(Shape.of(1, 2), new double[] {2, 2}))[0];
        findings.add(Judge.identity(
                "product-outside", "at (2, 2), outside [−1, 1]², the product is 2.5", outside, 2.5, 1e-12));
        findings.add(Judge.identity(
                "sawtooth",
                "the sawtooth of m = " + levels + " levels has 2^m pieces",
                Relu.sawtooth(levels).pieces(0, 1, 1 << (levels + 2)),
                1 << levels,
                0));
        DoubleUnaryOperator tent = x -> 3 * Math.max(0, 1 - Math.abs(x));
        findings.add(Judge.identity(
                "interpolant",
                "3(1 − |x|)₊ on a mesh of ε/L is itself",
                error(Relu.interpolate(tent, 1, 3, 0.3), tent),
                0,
                1e-13));
        findings.add(Finding.rejected(Judge.identity(
                "undivided",
                "with slopes that are not divided by the mesh",
                error(Relu.interpolate(tent, 1, 3, 0.3, false), tent),
                0,
                1e-13)));
        Figure figure = new Figure(
                "squares",
                "Largest error of the networks for x² and xy",
                "levels m",
                "error",
                false,
                true,
                List.of(
                        Curve.points("x²", m, errors),
                        Curve.points("xy", m, products),
                        Curve.dashed("4^−(m+1)", m, predicted)));
        Theorem theorem = new Theorem(
                "Exact ReLU constructions",
                "Introduction to the Mathematics of Deep Learning; Topics in Mathematics for Deep Learning, Example 9.1",
                "x² to exactly 4^−(m+1) with width 3 and m + 1 affine layers; products, sawtooths and interpolants likewise",
                "the slopes of the interpolant are divided by the mesh; the product holds on [−1, 1]² only");
        return new Verdict(
                theorem, Map.of("m", (double) levels), findings, List.of(figure), (System.nanoTime() - start) / 1e9);
    }

    /** Over a grid that holds x = y = 2^−(m+1). */
    private static double productError(int level) {
        int side = Math.min(128, 1 << (level + 1));
        double[] points = new double[2 * (side + 1) * (side + 1) + 2];
        int at = 0;
        for (int i = 0; i <= side; i++) {
            for (int j = 0; j <= side; j++) {
                points[at++] = -1 + 2.0 * i / side;
                points[at++] = -1 + 2.0 * j / side;
            }
        }
        points[at++] = Math.pow(2, -(level + 1));
        points[at] = Math.pow(2, -(level + 1));
        double[] z = Relu.product(level).values(Array.of(Shape.of(points.length / 2, 2), points));
        double largest = 0;
        for (int i = 0; i < z.length; i++) {
            largest = Math.max(largest, Math.abs(z[i] - points[2 * i] * points[2 * i + 1]));
        }
        return largest;
    }

    private static double error(Construction network, DoubleUnaryOperator g) {
        double[] x = new double[2001];
        for (int i = 0; i < x.length; i++) {
            x[i] = -1.2 + 2.4 * i / (x.length - 1);
        }
        double[] y = network.values(x);
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(y[i] - g.applyAsDouble(x[i])));
        }
        return largest;
    }
}
