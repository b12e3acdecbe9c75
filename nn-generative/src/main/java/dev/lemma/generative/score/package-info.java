/** Scores and what says the same: noise, data, velocity; their conversions, their losses, models that learn them, guidance. */
@NullMarked
package dev.lemma.generative.score;

import org.jspecify.annotations.NullMarked;
