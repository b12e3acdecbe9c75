/**
 * Fourier transforms as part of the language: complex and real, along any axes, of any size, differentiable.
 *
 * <p>A complex number is a pair of real expressions, {@link dev.lemma.api.fourier.Complex}; {@link dev.lemma.api.fourier.Fourier} has the transforms, and
 * circular convolution and correlation on them.
 */
@NullMarked
package dev.lemma.api.fourier;

import org.jspecify.annotations.NullMarked;
