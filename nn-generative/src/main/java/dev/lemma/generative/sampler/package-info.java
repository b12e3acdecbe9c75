/** From noise to samples: one file per method, whole trajectories compiled, noise that belongs to the sample. */
@NullMarked
package dev.lemma.generative.sampler;

import org.jspecify.annotations.NullMarked;
