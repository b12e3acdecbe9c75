/**
 * The language: everything that is differentiated or trained is written in it.
 *
 * <p>A {@link dev.lemma.api.tensor.Tensor} is an expression; it knows its shape and number type when it is written. An {@link dev.lemma.api.tensor.Primitive} is one
 * primitive with its type rule and its two derivative rules; {@link dev.lemma.api.tensor.Derivatives} turns expressions into expressions for their
 * derivatives, of any order. {@link dev.lemma.api.tensor.Loop} carries state through a fixed number of steps.
 *
 * <p>Nothing here computes: a compiler does (module nn-core). The rules of the loop differentiate its body, which is why differentiation is part of
 * the language and not of the compiler.
 */
@NullMarked
package dev.lemma.api.tensor;

import org.jspecify.annotations.NullMarked;
