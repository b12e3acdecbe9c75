package dev.lemma.generative.likelihood;

import dev.lemma.api.tensor.Array;
import dev.lemma.dynamics.ode.Statistics;

/**
 * Log-likelihoods in nats, and how far each may be off, by cause. Errors are estimates, not bounds; the probe's is a standard error.
 *
 * @param values log p(x): [n]
 * @param solver the difference to a solution with ten times the tolerance: [n]
 * @param cutoff {@code ε |∂ₜ log q_ε(x)|}, for time begins at ε instead of 0: [n], 0 if it begins at 0
 * @param prior the difference, where the path ends, between the prior and the Gaussian that data with the samples' means and variances have there: [n], 0 if
 *     the law there is known
 * @param probe standard error of the divergence over random probes: [n], 0 for the exact one
 * @param dimension d, numbers in a sample
 * @param stats what the integration has cost
 */
public record Likelihood(
        Array values, Array solver, Array cutoff, Array prior, Array probe, int dimension, Statistics stats) {

    /** The mean of log p(x) over the samples. */
    public double mean() {
        return mean(values);
    }

    /** {@code −log₂ p(x)/d}, averaged over the samples. */
    public double bitsPerDim() {
        return -mean() / (dimension * Math.log(2));
    }

    /** All errors of a sample added, the probe's twice. */
    public double error(int sample) {
        return solver.get(sample) + cutoff.get(sample) + prior.get(sample) + 2 * probe.get(sample);
    }

    private static double mean(Array numbers) {
        double sum = 0;
        for (int i = 0; i < numbers.shape().size(); i++) {
            sum += numbers.get(i);
        }
        return sum / numbers.shape().size();
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "log p = %.6f nats (solver %.1e, cut-off %.1e, prior %.1e, probe %.1e; %d evaluations)",
                mean(),
                mean(solver),
                mean(cutoff),
                mean(prior),
                mean(probe),
                stats.evaluations());
    }
}
