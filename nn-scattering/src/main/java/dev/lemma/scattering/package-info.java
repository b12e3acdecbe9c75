/** Wavelet scattering, frames and their certificates, group-equivariant networks. */
@NullMarked
package dev.lemma.scattering;

import org.jspecify.annotations.NullMarked;
