/** Distances between samples, each with its law when nothing differs, and between images. */
@NullMarked
package dev.lemma.generative.metric;

import org.jspecify.annotations.NullMarked;
