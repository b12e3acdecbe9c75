/** Laws whose noised density, score, divergence, denoiser and posterior are known exactly. */
@NullMarked
package dev.lemma.generative.oracle;

import org.jspecify.annotations.NullMarked;
