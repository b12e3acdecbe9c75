package dev.lemma.theory.risk;

/**
 * The decomposition where everything can be counted: {@code F = {−1, 1}}, constant predictions of a coin {@code P(Y = 1) = p}, 0-1 loss, empirical risk
 * minimisation on m tosses (the majority). One entry for each number of ones, 0 … m.
 *
 * <p>{@code R(1) = 1 − p}, {@code R̂(1) = 1 − k/m}; the best constant is Bayes' rule, so ε_approx = 0, and ε_opt = 0.
 *
 * @param excess R − R*
 * @param generalization {@code max_F |R − R̂| = |p − k/m|}
 */
record Coin(double[] excess, double[] generalization) {

    /** For p ≥ ½. */
    static Coin of(int m, double p) {
        double[] excess = new double[m + 1];
        double[] generalization = new double[m + 1];
        for (int k = 0; k <= m; k++) {
            excess[k] = 2 * k > m ? 0 : 2 * p - 1;
            generalization[k] = Math.abs(p - (double) k / m);
        }
        return new Coin(excess, generalization);
    }

    double[] bound(double factor) {
        double[] bound = new double[generalization.length];
        for (int k = 0; k < bound.length; k++) {
            bound[k] = factor * generalization[k];
        }
        return bound;
    }
}
