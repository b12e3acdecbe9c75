package dev.lemma.generative.likelihood;

import dev.lemma.api.tensor.Array;
import dev.lemma.dynamics.ode.Statistics;

/**
 * Log-likelihoods in nats, and how far each may be off, by cause. Errors are estimates, not bounds; the probe's is a standard error.
 *
 * @param values log p(x): [n]
 * @param solver the difference to a solution with ten times the tolerance, or the root mean square of that over the samples if it is larger: [n]
 * @param cutoff {@code |∫₀^ε ∂ₜ log q_t(x) dt|}, for time begins at ε instead of 0, from the derivatives at ε and 2ε: [n], 0 if it begins at 0
 * @param prior {@code |log q_T − log π|} where the path ends, with q_T estimated from the samples, which are taken for data of the law, and four
 *     standard errors of that on top: [n], 0 if the law there is known
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
