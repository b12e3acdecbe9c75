package dev.lemma.compiler.scalar;

import dev.lemma.api.walk.Region.Crossing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Where a function passes through zero, a whole number, or a whole number and a half, between the points of a grid. */
final class Crossings {

    private Crossings() {}

    static void find(
            UnaryOperator<double[]> function, Crossing crossing, double[] grid, int bisections, Set<Double> found) {
        double[] values = function.apply(grid);
        List<double[]> brackets = new ArrayList<>();
        for (int i = 0; i < grid.length; i++) {
            if (crossing == Crossing.ZERO && values[i] == 0) {
                boolean inside = i > 0 && values[i - 1] == 0 && i + 1 < grid.length && values[i + 1] == 0;
                if (!inside) {
                    found.add(grid[i]);
                }
            }
            if (i > 0 && level(values[i - 1], crossing) != level(values[i], crossing)) {
                brackets.add(new double[] {grid[i - 1], grid[i]});
            }
        }
        bisect(function, crossing, brackets, bisections, found);
        if (crossing == Crossing.ZERO) {
            touching(function, grid, values, found);
        }
    }

    /** Which of the intervals between passages the value lies in. */
    private static long level(double value, Crossing crossing) {
        return switch (crossing) {
            case ZERO -> value < 0 ? -1 : 1;
            case INTEGER -> (long) Math.floor(value);
            case HALF -> (long) Math.floor(value + 0.5);
        };
    }

    /** All brackets at once, until nothing lies between their ends. */
    private static void bisect(
            UnaryOperator<double[]> function,
            Crossing crossing,
            List<double[]> brackets,
            int bisections,
            Set<Double> found) {
        List<double[]> open = brackets;
        for (int step = 0; step < bisections && !open.isEmpty(); step++) {
            double[] middles = new double[open.size()];
            double[] ends = new double[open.size()];
            for (int i = 0; i < middles.length; i++) {
                double[] bracket = open.get(i);
                middles[i] = 0.5 * bracket[0] + 0.5 * bracket[1];
                ends[i] = bracket[0];
            }
            double[] values = function.apply(middles);
            double[] left = function.apply(ends);
            List<double[]> next = new ArrayList<>();
            for (int i = 0; i < middles.length; i++) {
                double[] bracket = open.get(i);
                if (middles[i] <= bracket[0] || middles[i] >= bracket[1] || Math.abs(middles[i]) < 1e-300) {
                    double[] sides = function.apply(bracket.clone());
                    boolean first = Math.abs(sides[0]) < Math.abs(sides[1]);
                    found.add(crossing == Crossing.ZERO && first ? bracket[0] : bracket[1]);
                } else if (level(values[i], crossing) == level(left[i], crossing)) {
                    next.add(new double[] {middles[i], bracket[1]});
                } else {
                    next.add(new double[] {bracket[0], middles[i]});
                }
            }
            open = next;
        }
        open.forEach(bracket -> found.add(bracket[0]));
    }

    /** Points between grid points where the function comes down to zero and turns, as x² does. */
    private static void touching(UnaryOperator<double[]> function, double[] grid, double[] values, Set<Double> found) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double scale = 0;
        for (double value : values) {
            scale = Double.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
        }
        for (int i = 1; i + 1 < grid.length; i++) {
            double here = Math.abs(values[i]);
            boolean valley = here > 0
                    && here <= Math.abs(values[i - 1])
                    && here <= Math.abs(values[i + 1])
                    && here < Math.max(Math.abs(values[i - 1]), Math.abs(values[i + 1]))
                    && here < 1e-3 * scale;
            if (!valley) {
                continue;
            }
            double a = grid[i - 1];
            double b = grid[i + 1];
            for (int step = 0; step < 80 && b - a > 1e-16 * Math.abs(a + b); step++) {
                double c = b - ratio * (b - a);
                double d = a + ratio * (b - a);
                double[] at = function.apply(new double[] {c, d});
                if (Math.abs(at[0]) < Math.abs(at[1])) {
                    b = d;
                } else {
                    a = c;
                }
            }
            double x = 0.5 * (a + b);
            if (Math.abs(function.apply(new double[] {x})[0]) <= 1e-14 * scale) {
                found.add(x);
            }
        }
    }
}
