/** Arithmetic that the methods of several packages share. Not for users. */
@NullMarked
package dev.lemma.optim.internal;

import org.jspecify.annotations.NullMarked;
