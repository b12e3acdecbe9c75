/** Diffusion models, samplers, autoencoders, flows and games, each against what is known of its data. */
@NullMarked
package dev.lemma.examples.generative;

import org.jspecify.annotations.NullMarked;
