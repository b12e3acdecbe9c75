/**
 * Gaussian processes: prior, posterior, evidence and its gradient, the search for hyper-parameters, classification.
 *
 * <pre>{@code
 * GaussianProcess gp = GaussianProcess.of(Kernels.matern52(1.0).times(2.0).plus(Kernels.white(0.1))).fit(x, y);
 * Posterior p = gp.posterior(xNew);
 * }</pre>
 */
@NullMarked
package dev.lemma.kernels.gp;

import org.jspecify.annotations.NullMarked;
