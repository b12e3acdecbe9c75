package dev.lemma.generative.metric;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import java.util.Arrays;

/**
 * The Wasserstein distance of order p between projections on lines, averaged over the lines:
 *
 * <pre>{@code
 * SWₚ = (1/L Σₗ Wₚᵖ(⟨uₗ, X⟩, ⟨uₗ, Y⟩))^{1/p}          Wₚᵖ on a line = ∫₀¹ |F⁻¹(q) − G⁻¹(q)|ᵖ dq
 * }</pre>
 *
 * <p>Samples may differ in number: the integral of the difference of quantiles is exact. Cost per line: d(m + n) and sorting.
 *
 * @param directions [L, d], each of length 1
 * @param order p, 1 or 2
 * @see <a href="https://doi.org/10.1007/s10851-014-0506-3">Bonneel, Rabin, Peyré and Pfister 2015</a>
 */
public record SlicedWasserstein(Array directions, int order) implements SampleDistance {

    public SlicedWasserstein {
        if (order != 1 && order != 2) {
            throw new IllegalArgumentException("order: expected 1 or 2, got " + order);
        }
        if (directions.shape().rank() != 2 || directions.shape().extent(0) < 1) {
            throw new ShapeException("directions: expected [lines, dimension], got " + directions.shape());
        }
        int d = directions.shape().extent(1);
        for (int l = 0; l < directions.shape().extent(0); l++) {
            double length = 0;
            for (int j = 0; j < d; j++) {
                length += Math.pow(directions.get(l * d + j), 2);
            }
            if (!(Math.abs(length - 1) <= 1e-6)) {
                throw new IllegalArgumentException(
                        "directions: expected length 1, got " + Math.sqrt(length) + " in row " + l);
            }
        }
    }

    /** Order 2 on so many random lines in d dimensions. */
    public static SlicedWasserstein random(Key key, int lines, int d) {
        Check.atLeastOne("lines", lines);
        double[] numbers = new double[lines * Check.atLeastOne("dimension", d)];
        double[] line = new double[d];
        for (int l = 0; l < lines; l++) {
            Randomness.normal(key.at(l), line);
            double length = 0;
            for (double x : line) {
                length += x * x;
            }
            for (int j = 0; j < d; j++) {
                numbers[l * d + j] = line[j] / Math.sqrt(length);
            }
        }
        return new SlicedWasserstein(Array.of(Shape.of(lines, d), numbers), 2);
    }

    @Override
    public double of(Array first, Array second) {
        double mean = 0;
        double[] each = perLine(first, second);
        for (double value : each) {
            mean += value / each.length;
        }
        return order == 1 ? mean : Math.sqrt(mean);
    }

    /** {@code Wₚᵖ} on each line. */
    public double[] perLine(Array first, Array second) {
        Points x = Points.of("sliced Wasserstein", first, 1);
        Points y = Points.of("sliced Wasserstein", second, 1);
        Points.requireSameDimension(x, y);
        int d = directions.shape().extent(1);
        if (d != x.dimension) {
            throw new ShapeException(
                    "sliced Wasserstein: directions have " + d + " numbers, samples have " + x.dimension);
        }
        double[] result = new double[directions.shape().extent(0)];
        for (int l = 0; l < result.length; l++) {
            result[l] = onLine(projected(x, l), projected(y, l));
        }
        return result;
    }

    private double[] projected(Points x, int line) {
        int d = x.dimension;
        double[] projections = new double[x.count];
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < d; j++) {
                projections[i] += x.numbers[i * d + j] * directions.get(line * d + j);
            }
        }
        Arrays.sort(projections);
        return projections;
    }

    private double onLine(double[] x, double[] y) {
        double sum = 0;
        int i = 0;
        int j = 0;
        // Places are counted in units of 1/(m n), so that the quantiles meet exactly.
        long at = 0;
        while (i < x.length && j < y.length) {
            long endX = (i + 1L) * y.length;
            long endY = (j + 1L) * x.length;
            long end = Math.min(endX, endY);
            double difference = Math.abs(x[i] - y[j]);
            sum += (end - at) * (order == 1 ? difference : difference * difference);
            at = end;
            i += end == endX ? 1 : 0;
            j += end == endY ? 1 : 0;
        }
        return sum / ((double) x.length * y.length);
    }
}
