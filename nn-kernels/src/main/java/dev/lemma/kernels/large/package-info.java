/**
 * Kernel regression and classification on more points than a Gram matrix has room for: centres, a preconditioner from them, and passes over data that may lie in a file.
 *
 * <pre>{@code
 * Falkon.Fit fit = Falkon.centres(2000).fit(Kernels.gaussian(3), 1e-6, Points.mapped(Path.of("x.npy")), Points.mapped(Path.of("y.npy")));
 * }</pre>
 */
@NullMarked
package dev.lemma.kernels.large;

import org.jspecify.annotations.NullMarked;
