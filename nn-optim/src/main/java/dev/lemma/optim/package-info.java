/**
 * Optimisers and schedules, each written as its formula.
 *
 * <p>Recipes are named after their papers ({@link dev.lemma.optim.Adam}, {@link dev.lemma.optim.Lamb}) and made of pieces that can be used
 * alone:
 *
 * <ul>
 *   <li>{@link dev.lemma.optim.MovingAverage}: a moment, and its correction for the start;
 *   <li>{@link dev.lemma.optim.DampedRoot}: what the second moment divides by, with ε outside the root, δ inside or both;
 *   <li>{@link dev.lemma.optim.TrustRatio} and {@link dev.lemma.optim.NewtonSchulz}: steps layer by layer;
 *   <li>{@link dev.lemma.optim.ParameterFilter}: which parameters, by rank and name.
 * </ul>
 *
 * <p>Some optimisers are made around others: decay, clipping, averages of the iterates, and
 * {@link dev.lemma.optim.Groups one for each group of parameters}. What they write is one expression, so a recipe of pieces
 * compiles to the same step as one that is written out.
 */
@NullMarked
package dev.lemma.optim;

import org.jspecify.annotations.NullMarked;
