/** What networks can represent and at what price: exact constructions, widths, norms. */
@NullMarked
package dev.lemma.theory.approximation;

import org.jspecify.annotations.NullMarked;
