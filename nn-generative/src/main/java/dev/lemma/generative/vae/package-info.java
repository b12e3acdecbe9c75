/** Variational autoencoders: bounds, decoders, importance-sampled likelihoods, and the case whose answers are known. */
@NullMarked
package dev.lemma.generative.vae;

import org.jspecify.annotations.NullMarked;
