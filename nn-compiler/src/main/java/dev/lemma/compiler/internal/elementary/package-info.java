/**
 * The elementary functions of the fused executor, written in the operations of a {@link dev.lemma.compiler.internal.chain.Chain}.
 *
 * <p>An {@link dev.lemma.compiler.internal.elementary.Expansion} appends a function to a chain as straight-line code: additions,
 * products, fused multiply-adds, comparisons, selections and bit operations, no calls and no branches. So every back end of a
 * chain computes a function to the same bit, and a chain with {@code tanh} in it is still one pass over memory. {@link
 * dev.lemma.compiler.internal.elementary.Elementary} lists the functions; each is defined independently, one number at a time, in
 * {@link dev.lemma.compiler.internal.definition.ElementwiseDefinitions}.
 *
 * <p>Results are within 2 ulp over the whole range of each type, subnormal arguments and results included; ±∞, NaN and the
 * sign of zero are those of {@link java.lang.Math}. The tests measure this against values computed with 60 digits. Where a
 * function has two tails, each keeps its relative accuracy: {@code sigmoid(−90)}, {@code erfc(9)} and {@code softplus(−90)}
 * are not zero.
 *
 * <p>What the hardware offers decides the form of the code. A fused multiply-add costs one instruction, a division about six,
 * a minimum that treats NaN and −0 as Java does about four, so clamps are selections; 64-bit integers can be added and
 * shifted but not multiplied, shifted arithmetically or converted, so integers enter and leave reals by the addition of a
 * large constant. The functions of the gamma family are evaluated by scalar code lane by lane: they are rare in networks.
 */
@NullMarked
package dev.lemma.compiler.internal.elementary;

import org.jspecify.annotations.NullMarked;
