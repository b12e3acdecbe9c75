/** The example {@code scattering}: fixed features of wavelets for digits, photographs and speech. */
@NullMarked
package dev.lemma.examples.scattering;

import org.jspecify.annotations.NullMarked;
