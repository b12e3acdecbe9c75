/**
 * The examples {@code scattering}: fixed features of wavelets for digits, photographs and speech; {@code frames}: certificates of networks of frames; {@code stability}: descriptions of
 * pictures that move, turn and bend.
 */
@NullMarked
package dev.lemma.examples.scattering;

import org.jspecify.annotations.NullMarked;
