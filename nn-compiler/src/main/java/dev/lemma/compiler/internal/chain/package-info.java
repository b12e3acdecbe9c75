/**
 * Element-wise chains and their kernels.
 *
 * <p>A {@link dev.lemma.compiler.internal.chain.Chain} is a small program that computes every element of its outputs from the same
 * element of its inputs; the compiler fuses whole expressions into one, so that memory is passed over once. A
 * {@link dev.lemma.compiler.internal.chain.ChainCompiler} turns it into a {@link dev.lemma.compiler.internal.chain.ChainKernel}: first
 * an interpreter whose instructions are loops over blocks, which is quick from the start; once it is warm, one hidden class of
 * Vector API calls, or, on a virtual machine started without {@code jdk.incubator.vector}, a few loops written for this chain
 * that the just-in-time compiler vectorises by itself.
 *
 * <p>All give the same bits, because every operation of the intermediate language is defined to the bit
 * ({@link dev.lemma.compiler.internal.chain.Code}) and transcendental functions are written in it as polynomials. The only exceptions
 * are the sign and payload of NaNs, which neither Java nor the hardware defines.
 */
@NullMarked
package dev.lemma.compiler.internal.chain;

import org.jspecify.annotations.NullMarked;
