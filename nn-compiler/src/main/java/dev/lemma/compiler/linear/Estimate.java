package dev.lemma.compiler.linear;

/**
 * A number from random samples.
 *
 * @param value the mean
 * @param standardError of the mean, from the samples' spread: the value is within three of them with about 99.7 % of certainty, if the samples are many; infinite for a single one
 * @param products of the operator that it took
 */
public record Estimate(double value, double standardError, int products) {

    static Estimate of(double[] samples, int products) {
        double mean = 0;
        for (double sample : samples) {
            mean += sample / samples.length;
        }
        double squares = 0;
        for (double sample : samples) {
            squares += (sample - mean) * (sample - mean);
        }
        double error = samples.length < 2
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(squares / (samples.length - 1.0) / samples.length);
        return new Estimate(mean, error, products);
    }

    Estimate plus(double exact, int more) {
        return new Estimate(value + exact, standardError, products + more);
    }
}
