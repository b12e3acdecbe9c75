/** Particles: two-layer networks of which only the law of the units counts. */
@NullMarked
package dev.lemma.theory.meanfield;

import org.jspecify.annotations.NullMarked;
