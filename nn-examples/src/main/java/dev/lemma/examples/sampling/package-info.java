/** Markov chains whose law is known: what they find, how far they are off, and what a wrong step does. */
@NullMarked
package dev.lemma.examples.sampling;

import org.jspecify.annotations.NullMarked;
