/**
 * Dense linear algebra on heap arrays. {@link dev.lemma.compiler.internal.blas.Blas} is the seam to native libraries: values live in
 * {@code float[]} and {@code double[]} because those are what the JVM vectorises, and the seam hides whether the library reads
 * them in place or through copies.
 */
@NullMarked
package dev.lemma.compiler.internal.blas;

import org.jspecify.annotations.NullMarked;
