/** Noise of stochastic gradients and the minima it prefers. */
@NullMarked
package dev.lemma.theory.flatness;

import org.jspecify.annotations.NullMarked;
