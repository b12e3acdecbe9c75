/**
 * Special functions of one real number, in double precision: the logistic family, the error function and the gamma family.
 *
 * <p>This is scalar code for closed forms (Gaussian expectations, posterior densities, evidence) and for the reference
 * executor, which must not share formulas with the fused one. Every function is within 2 ulp where its class does not say
 * otherwise, keeps its relative accuracy in both tails, and takes ±∞ and NaN as {@link java.lang.Math} does. What {@link
 * java.lang.StrictMath} has is not repeated.
 */
@NullMarked
package dev.lemma.compiler.special;

import org.jspecify.annotations.NullMarked;
