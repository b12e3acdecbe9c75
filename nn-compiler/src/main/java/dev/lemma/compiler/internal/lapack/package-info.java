/**
 * Matrix factorisations of LAPACK on heap arrays. {@link dev.lemma.compiler.internal.lapack.Lapack} is the seam to the native library that
 * {@link dev.lemma.compiler.internal.blas.Blas} uses for products, and to a LAPACK in Java where there is none.
 */
@NullMarked
package dev.lemma.compiler.internal.lapack;

import org.jspecify.annotations.NullMarked;
