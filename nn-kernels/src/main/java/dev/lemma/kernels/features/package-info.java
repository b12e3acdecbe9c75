/**
 * Finitely many features whose inner products approximate a kernel: random waves, random neurons, columns of the kernel at centres. Each is a layer too.
 *
 * <pre>{@code
 * ⟨φ(x), φ(x′)⟩ ≈ k(x, x′)
 * }</pre>
 */
@NullMarked
package dev.lemma.kernels.features;

import org.jspecify.annotations.NullMarked;
