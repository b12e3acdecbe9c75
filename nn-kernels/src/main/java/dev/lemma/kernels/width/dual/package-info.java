/**
 * Gaussian expectations of a nonlinearity, {@code E[f(u) f(v)]} and {@code E[f′(u) f′(v)]}: closed forms where the expression of f has one, else
 * quadrature that knows the kinks of f.
 */
@NullMarked
package dev.lemma.kernels.width.dual;

import org.jspecify.annotations.NullMarked;
