/** Functions of one real variable taken out of an expression: values, derivatives, kinks, and the pieces on which they are smooth. */
@NullMarked
package dev.lemma.compiler.scalar;

import org.jspecify.annotations.NullMarked;
