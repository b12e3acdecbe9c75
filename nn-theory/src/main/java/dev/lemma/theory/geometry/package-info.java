/** Classes as clouds of points: discriminants, and what depth makes of them. */
@NullMarked
package dev.lemma.theory.geometry;

import org.jspecify.annotations.NullMarked;
