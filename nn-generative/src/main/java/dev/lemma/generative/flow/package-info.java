/** Normalising flows: coupling layers and continuous flows, both with their exact densities. */
@NullMarked
package dev.lemma.generative.flow;

import org.jspecify.annotations.NullMarked;
