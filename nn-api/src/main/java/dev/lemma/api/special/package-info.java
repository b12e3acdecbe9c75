/**
 * Special functions of the language beyond those of {@link dev.lemma.api.tensor.Unary}: {@link dev.lemma.api.special.SpecialFunctions} writes them, the rest of this package are the primitives
 * behind it. Derivatives of any order are expressions that lose no accuracy in the tails.
 */
@NullMarked
package dev.lemma.api.special;

import org.jspecify.annotations.NullMarked;
