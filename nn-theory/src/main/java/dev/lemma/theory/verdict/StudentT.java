package dev.lemma.theory.verdict;

/**
 * Quantiles of Student's law, from its angle form: with {@code t = √ν·tan φ} the distribution function is an integral of a power of the cosine,
 *
 * <pre>{@code
 * P(T ≤ t) = ½ + ∫₀^φ cos^{ν−1} / 2∫₀^{π/2} cos^{ν−1}
 * }</pre>
 */
final class StudentT {

    private static final int PANELS = 2000;

    private StudentT() {}

    /** The t below which T lies with this probability, ν ≥ 1 degrees of freedom. */
    static double quantile(double probability, int degrees) {
        double half = Math.PI / 2;
        double whole = integral(half, degrees);
        double low = -half;
        double high = half;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double p = 0.5 + Math.signum(middle) * integral(Math.abs(middle), degrees) / (2 * whole);
            if (p < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.sqrt(degrees) * Math.tan((low + high) / 2);
    }

    /** Simpson's rule. */
    private static double integral(double to, int degrees) {
        double h = to / PANELS;
        double sum = 1 + Math.pow(Math.max(0, Math.cos(to)), degrees - 1.0);
        for (int i = 1; i < PANELS; i++) {
            sum += (i % 2 == 1 ? 4 : 2) * Math.pow(Math.cos(i * h), degrees - 1.0);
        }
        return sum * h / 3;
    }
}
