/**
 * Nonlinearities {@code φ: ℝ → ℝ} as expressions: {@link dev.lemma.core.activation.Activations} names the usual ones,
 * records carry those with a parameter.
 *
 * <p>Each is written so that its value keeps its relative accuracy in both tails and every derivative is finite for
 * every finite argument: GELU with erfc rather than 1 + erf, ELU with expm1, Mish through softplus. At a kink the
 * derivative is the one that PyTorch takes. A lambda is as good an activation as these.
 */
@NullMarked
package dev.lemma.core.activation;

import org.jspecify.annotations.NullMarked;
