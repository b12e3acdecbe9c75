/**
 * Linear algebra in the language: {@link dev.lemma.api.linear.LinearAlgebra} writes factorisations, systems and spectra as expressions with derivatives of any order. Matrices are the last two
 * axes of a tensor, the axes before them a batch.
 *
 * <p>The records here are the primitives behind it. A matrix that is not what its operation needs (symmetric, positive definite, regular) is refused while the program runs, with an {@link
 * java.lang.IllegalArgumentException} that says which and why.
 */
@NullMarked
package dev.lemma.api.linear;

import org.jspecify.annotations.NullMarked;
