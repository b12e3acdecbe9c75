/**
 * Reading an expression: limits, structured derivatives and certificates are walks over what was written, never over layer classes.
 *
 * <ul>
 *   <li>{@link dev.lemma.api.walk.Rules} are rules by primitive, open to other modules and to users; a {@link dev.lemma.api.walk.Walk} applies them and
 *       refuses, with a sentence, what no rule knows.
 *   <li>{@link dev.lemma.api.walk.ParameterUse} says which parameter an operand is, multiplied by what, and where its entries stand.
 *   <li>{@link dev.lemma.api.walk.Region} is the largest element-wise part of one variable, such as GELU, as a scalar function with its derivatives
 *       and the places where it may have kinks.
 *   <li>{@link dev.lemma.api.walk.Movement} is the family of primitives that only move numbers.
 *   <li>{@link dev.lemma.api.walk.Slope} is what is declared of scalar primitives: their smallest and largest slope; a {@link dev.lemma.api.walk.DeclaredSlope} is what is
 *       declared of a composition.
 * </ul>
 */
@NullMarked
package dev.lemma.api.walk;

import org.jspecify.annotations.NullMarked;
