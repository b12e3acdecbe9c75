/**
 * Discrete Fourier transforms on arrays: planned mixed-radix transforms of many lines at once, so that every butterfly works on vectors, whatever the
 * size.
 *
 * <p>The real and the imaginary parts lie apart. A transform runs along one axis, and lines that lie side by side are its lanes; lines that do not are put
 * side by side first. Sizes whose prime factors are at most 31 take stages (2, 3, 4, 5, 8, and a dense transform of the other primes); other sizes go
 * through a convolution with a chirp (Bluestein). Long transforms are cut in two that fit the cache (Bailey's four steps). An inverse transform is the
 * forward one with real and imaginary parts exchanged.
 */
@NullMarked
package dev.lemma.compiler.internal.fourier;

import org.jspecify.annotations.NullMarked;
