/** Kernels, RKHS, Gaussian processes, the tangent kernel and the limit of infinite width. */
@NullMarked
package dev.lemma.kernels;

import org.jspecify.annotations.NullMarked;
