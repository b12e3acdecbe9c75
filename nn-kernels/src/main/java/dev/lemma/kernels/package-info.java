/**
 * Kernels, RKHS, Gaussian processes, the tangent kernel and the limit of infinite width: {@code Kernels} names the kernel functions, {@code Gram} computes
 * with them.
 */
@NullMarked
package dev.lemma.kernels;

import org.jspecify.annotations.NullMarked;
