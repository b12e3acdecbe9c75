/**
 * What the risk looks like around a point: curvature, spectra, slices, paths. Of any network that was trained, or of any point.
 *
 * <pre>{@code
 * Landscape landscape = Landscape.of(trained, Losses.CROSS_ENTROPY, split.train());
 * Eigenpairs top = landscape.hessian().top(5, Key.of(0));               // with their residuals
 * SpectralDensity density = landscape.hessian().density(40, 10, Key.of(0));
 * LossSlice slice = landscape.slice(Normalization.WEIGHTS, Key.of(1), -1, 1, 41);
 * }</pre>
 */
@NullMarked
package dev.lemma.theory.landscape;

import org.jspecify.annotations.NullMarked;
