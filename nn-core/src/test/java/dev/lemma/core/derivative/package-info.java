/** Derivatives against differences and against stored data. */
@NullMarked
package dev.lemma.core.derivative;

import org.jspecify.annotations.NullMarked;
