/**
 * The Hilbert space of functions that a kernel reproduces: functions with norm, inner product, gradient and projection, and the means of distributions in it.
 *
 * <pre>{@code
 * f = Σ αᵢ k(·, xᵢ)      ⟨f, k(·, x)⟩ = f(x)      ‖f‖² = αᵀK α
 * }</pre>
 */
@NullMarked
package dev.lemma.kernels.rkhs;

import org.jspecify.annotations.NullMarked;
