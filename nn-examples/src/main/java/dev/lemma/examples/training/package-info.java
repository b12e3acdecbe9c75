/** Training as an example shows it: with a progress bar, checkpoints where they are asked for, and the time it took. */
@NullMarked
package dev.lemma.examples.training;

import org.jspecify.annotations.NullMarked;
