package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import java.util.Arrays;

/**
 * The least squared L² error on [0, 1] with which functions of P affine pieces, jumps allowed, come near a function that is affine on the cells of a grid: a floor under every one-layer
 * ReLU network of width P − 1.
 *
 * <p>Dynamic programming over the last break point, which lies on the grid, with the exact moments of each cell. Cost: {@code O(P·cells²)}.
 */
final class AffineFloor {

    private final int cells;
    private final double[] ones;
    private final double[] firsts;
    private final double[] values;
    private final double[] products;
    private final double[] squares;

    /** @param nodes values at the ends of the cells, one more than cells */
    AffineFloor(double[] nodes) {
        this.cells = nodes.length - 1;
        Check.atLeastOne("cells", cells);
        this.ones = new double[cells + 1];
        this.firsts = new double[cells + 1];
        this.values = new double[cells + 1];
        this.products = new double[cells + 1];
        this.squares = new double[cells + 1];
        double h = 1.0 / cells;
        for (int i = 0; i < cells; i++) {
            double mean = (nodes[i] + nodes[i + 1]) / 2;
            double rise = nodes[i + 1] - nodes[i];
            double centre = (i + 0.5) * h;
            ones[i + 1] = ones[i] + h;
            firsts[i + 1] = firsts[i] + h * centre;
            values[i + 1] = values[i] + h * mean;
            products[i + 1] = products[i] + h * (centre * mean + h * rise / 12);
            squares[i + 1] = squares[i] + h * (mean * mean + rise * rise / 12);
        }
    }

    /** The least squared error of one affine function on cells {@code from} to {@code to}. */
    private double one(int from, int to) {
        double length = ones[to] - ones[from];
        double centre = (firsts[to] - firsts[from]) / length;
        double sum = values[to] - values[from];
        double along = products[to] - products[from] - centre * sum;
        double rest =
                squares[to] - squares[from] - sum * sum / length - along * along / (length * length * length / 12);
        return Math.max(0, rest);
    }

    /** The least squared error with 1, 2, …, P pieces. */
    double[] errors(int pieces) {
        double[] best = new double[cells + 1];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[0] = 0;
        double[][] alone = new double[cells + 1][];
        for (int to = 1; to <= cells; to++) {
            alone[to] = new double[to];
            for (int from = 0; from < to; from++) {
                alone[to][from] = one(from, to);
            }
        }
        double[] errors = new double[pieces];
        for (int p = 0; p < pieces; p++) {
            double[] next = new double[cells + 1];
            next[0] = 0;
            for (int to = 1; to <= cells; to++) {
                double least = Double.POSITIVE_INFINITY;
                for (int from = 0; from < to; from++) {
                    least = Math.min(least, best[from] + alone[to][from]);
                }
                next[to] = least;
            }
            best = next;
            errors[p] = best[cells];
        }
        return errors;
    }
}
