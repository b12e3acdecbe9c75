package dev.lemma.kernels.width.dual;

import dev.lemma.compiler.scalar.GaussLegendre;
import dev.lemma.compiler.scalar.ScalarFunction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;

/** Cuts an interval until a function is resolved on each piece by the polynomial through the nodes of a quadrature rule. */
final class Resolution {

    private static final double TOLERANCE = 1e-13;

    private Resolution() {}

    static double[] cuts(
            ScalarFunction f, double low, double high, TreeSet<Double> kinks, GaussLegendre rule, int deepest) {
        TreeSet<Double> cuts = new TreeSet<>(kinks);
        TreeSet<Double> ends = new TreeSet<>(kinks);
        ends.add(low);
        ends.add(high);
        double scale = 0;
        for (double value : f.values(evenly(-1, 1, 33))) {
            scale = Double.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
        }
        Deque<double[]> open = new ArrayDeque<>();
        Double before = null;
        for (double end : ends) {
            if (before != null) {
                open.push(new double[] {before, end, 0});
            }
            before = end;
        }
        while (!open.isEmpty()) {
            double[] piece = open.pop();
            if (piece[2] < deepest && !resolved(f, piece[0], piece[1], rule, Math.max(scale, 1e-300))) {
                double middle = 0.5 * (piece[0] + piece[1]);
                cuts.add(middle);
                open.push(new double[] {piece[0], middle, piece[2] + 1});
                open.push(new double[] {middle, piece[1], piece[2] + 1});
            }
        }
        return cuts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] evenly(double low, double high, int n) {
        double[] points = new double[n];
        for (int i = 0; i < n; i++) {
            points[i] = low + (high - low) * i / (n - 1);
        }
        return points;
    }

    /** Whether the interpolant is right between the nodes, in proportion to the size of f nearby. */
    private static boolean resolved(ScalarFunction f, double low, double high, GaussLegendre rule, double scale) {
        double half = 0.5 * (high - low);
        double middle = 0.5 * (high + low);
        if (half < 1e-12 * Math.max(1, Math.abs(middle))) {
            return true;
        }
        int n = rule.nodes().length;
        double[] tests = evenly(-0.97, 0.96, (int) Math.min(400, Math.max(5, Math.ceil(8 * (high - low)))));
        double[] points = new double[n + tests.length];
        for (int i = 0; i < n; i++) {
            points[i] = middle + half * rule.nodes()[i];
        }
        for (int i = 0; i < tests.length; i++) {
            points[n + i] = middle + half * tests[i];
        }
        double[] values = f.values(points);
        double largest = scale;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int t = 0; t < tests.length; t++) {
            double numerator = 0;
            double denominator = 0;
            for (int i = 0; i < n; i++) {
                double x = rule.nodes()[i];
                double weight = (i % 2 == 0 ? 1 : -1) * Math.sqrt((1 - x * x) * rule.weights()[i]);
                numerator += weight * values[i] / (tests[t] - x);
                denominator += weight / (tests[t] - x);
            }
            if (!(Math.abs(numerator / denominator - values[n + t]) <= TOLERANCE * largest)) {
                return false;
            }
        }
        return true;
    }
}
