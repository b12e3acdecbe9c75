/**
 * The infinitely wide network of the very network that is trained: {@link dev.lemma.kernels.width.InfiniteWidth} walks its expression and gives the
 * {@link dev.lemma.kernels.width.Limit}, the Gaussian process it is at the start and its tangent kernel.
 */
@NullMarked
package dev.lemma.kernels.width;

import org.jspecify.annotations.NullMarked;
