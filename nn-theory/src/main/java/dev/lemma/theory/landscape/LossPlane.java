package dev.lemma.theory.landscape;

import java.util.Arrays;

/**
 * The risk on a plane.
 *
 * @param multiples of either direction
 * @param risks {@code [i][j]} at {@code multiples[i]} of the first and {@code multiples[j]} of the second
 */
public record LossPlane(double[] multiples, double[][] risks) {

    public LossPlane {
        multiples = multiples.clone();
        risks = Arrays.stream(risks).map(double[]::clone).toArray(double[][]::new);
    }

    /** The lowest risk. */
    public double lowest() {
        return Arrays.stream(risks).flatMapToDouble(Arrays::stream).min().orElse(Double.NaN);
    }
}
