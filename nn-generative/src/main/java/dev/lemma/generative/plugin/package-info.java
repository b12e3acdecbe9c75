/** The parts of this module by name. */
@NullMarked
package dev.lemma.generative.plugin;

import org.jspecify.annotations.NullMarked;
