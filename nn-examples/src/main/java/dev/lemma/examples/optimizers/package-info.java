/** Every update rule that the catalogue knows, on the same problems, each at its own best rate. */
@NullMarked
package dev.lemma.examples.optimizers;

import org.jspecify.annotations.NullMarked;
