/**
 * Convolution, its two adjoints, and pooling, on row-major arrays {@code [batch, channel, height, width]}; sequences are images
 * of height 1.
 *
 * <p>The three convolution kernels are closed under differentiation: {@link dev.lemma.compiler.internal.window.ConvForward} {@code
 * (x, w) ↦ y}, {@link dev.lemma.compiler.internal.window.ConvInputGradient} {@code (ȳ, w) ↦ x̄} and {@link
 * dev.lemma.compiler.internal.window.ConvWeightGradient} {@code (x, ȳ) ↦ w̄} are bilinear, and every derivative of one is another.
 * All reduce to sums of shifted planes: {@link dev.lemma.compiler.internal.window.PlaneProducts} says how these are computed, and
 * is the only part that knows register tiles or a matrix product. Max pooling is a choice of places ({@link
 * dev.lemma.compiler.internal.window.MaxPool}) followed by {@link dev.lemma.compiler.internal.window.PlanePlaces}; average pooling is
 * {@link dev.lemma.compiler.internal.window.WindowSums} divided by a count.
 *
 * <p>A kernel is built once for its extents, says how much scratch it needs, and then runs on the caller's arrays at any offset
 * without allocating numbers. Batches are cut into parts that do not depend on the number of threads, and partial sums are
 * added in a fixed order: the same bits on one thread and on many.
 */
@NullMarked
package dev.lemma.compiler.internal.window;

import org.jspecify.annotations.NullMarked;
