/** Wavelet scattering of signals and pictures. */
@NullMarked
package dev.lemma.scattering;

import org.jspecify.annotations.NullMarked;
