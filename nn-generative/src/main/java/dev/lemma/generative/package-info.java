/** Diffusion, score SDEs, variational autoencoders, flows, GANs, sample metrics. */
@NullMarked
package dev.lemma.generative;

import org.jspecify.annotations.NullMarked;
