package dev.lemma.examples.generative;

import dev.lemma.api.tensor.Array;

/**
 * Data without their mean, number by number, as the preconditioning of a score model takes them, and their deviation over all numbers.
 *
 * @param mean the mean row
 * @param deviation root of the mean variance
 * @param data what is left, [n, d]
 */
record Centred(double[] mean, double deviation, Array data) {

    static Centred of(Array rows) {
        int n = rows.shape().extent(0);
        int d = rows.shape().size() / n;
        double[] numbers = rows.toDoubles();
        double[] mean = new double[d];
        for (int i = 0; i < numbers.length; i++) {
            mean[i % d] += numbers[i] / n;
        }
        double squares = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] -= mean[i % d];
            squares += numbers[i] * numbers[i] / numbers.length;
        }
        return new Centred(mean, Math.sqrt(squares), Array.of(rows.shape(), numbers));
    }

    /** The mean added again: rows [n, d] from rows or pictures. */
    Array back(Array rows) {
        double[] numbers = rows.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += mean[i % mean.length];
        }
        return Array.of(data.shape().without(0).batch(rows.shape().extent(0)), numbers);
    }
}
