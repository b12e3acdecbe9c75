package dev.lemma.generative.metric;

import dev.lemma.api.tensor.Array;

/**
 * The energy distance, unbiased: {@code 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖}, over pairs of different samples. No bandwidth to choose.
 *
 * @see <a href="https://doi.org/10.1016/j.jspi.2013.03.018">Székely and Rizzo 2013</a>
 */
public record EnergyDistance() implements SampleDistance {

    @Override
    public double of(Array first, Array second) {
        Points x = Points.of("energy distance", first, 2);
        Points y = Points.of("energy distance", second, 2);
        Points.requireSameDimension(x, y);
        double mixed = 0;
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < y.count; j++) {
                mixed += Math.sqrt(x.squaredDistance(i, y, j));
            }
        }
        return 2 * mixed / ((double) x.count * y.count) - within(x) - within(y);
    }

    private static double within(Points x) {
        double sum = 0;
        for (int i = 0; i < x.count; i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.sqrt(x.squaredDistance(i, x, j));
            }
        }
        return 2 * sum / ((double) x.count * (x.count - 1));
    }
}
