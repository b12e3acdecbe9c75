/** Networks that see the time: time embeddings, perceptrons, U-Nets. */
@NullMarked
package dev.lemma.generative.network;

import org.jspecify.annotations.NullMarked;
