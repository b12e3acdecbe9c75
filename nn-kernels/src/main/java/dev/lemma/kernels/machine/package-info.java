/**
 * Kernel machines: functions of a reproducing-kernel Hilbert space that fit data, by the representer theorem sums of kernel functions at the data.
 *
 * <pre>{@code
 * min_f 1/n Σ ℓ(f(xᵢ), yᵢ) + λ/2 ‖f‖²,     f = Σ αᵢ k(·, xᵢ)
 * }</pre>
 */
@NullMarked
package dev.lemma.kernels.machine;

import org.jspecify.annotations.NullMarked;
