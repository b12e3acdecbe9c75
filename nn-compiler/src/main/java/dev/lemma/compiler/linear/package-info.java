/**
 * Linear algebra on arrays: factorisations ({@link dev.lemma.compiler.linear.Cholesky}, {@link dev.lemma.compiler.linear.Lu}, {@link dev.lemma.compiler.linear.Qr},
 * {@link dev.lemma.compiler.linear.SymmetricEigen}, {@link dev.lemma.compiler.linear.Svd}) and what follows from them, and methods that know a matrix only by its
 * products: systems ({@link dev.lemma.compiler.linear.ConjugateGradients}, {@link dev.lemma.compiler.linear.MinimalResidual}, {@link dev.lemma.compiler.linear.Lsqr}), spectra ({@link dev.lemma.compiler.linear.Lanczos}, {@link
 * dev.lemma.compiler.linear.OperatorNorm}, {@link dev.lemma.compiler.linear.RandomizedSvd}), traces ({@link dev.lemma.compiler.linear.Trace}, {@link dev.lemma.compiler.linear.LanczosQuadrature}), each with its residual or error.
 *
 * <p>Matrices are the last two axes of an {@link dev.lemma.api.tensor.Array}, the axes before them a batch. A right-hand side has the matrix' batch axes and then {@code [n]},
 * a vector, or {@code [n, k]}, k of them. Numbers keep their type. Arguments are not written to, results are new arrays. The work is LAPACK's of the native library, or
 * of LAPACK in Java where there is none; results depend on which, not on the number of threads. Signs that the mathematics leaves open are fixed by each class, so that both
 * give the same up to rounding.
 *
 * <p>A matrix with a NaN or an infinity, without the shape or the symmetry that is needed, or singular, is refused with an {@link java.lang.IllegalArgumentException} that
 * says where. The empty matrix has empty factors and the determinant 1.
 */
@NullMarked
package dev.lemma.compiler.linear;

import org.jspecify.annotations.NullMarked;
