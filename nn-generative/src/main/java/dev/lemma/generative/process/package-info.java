/** Processes that turn data into noise: drift, diffusion, the law of x_t given x_0, and the law they end in. */
@NullMarked
package dev.lemma.generative.process;

import org.jspecify.annotations.NullMarked;
