/** Two players: a generator, and a discriminator or critic. */
@NullMarked
package dev.lemma.generative.gan;

import org.jspecify.annotations.NullMarked;
