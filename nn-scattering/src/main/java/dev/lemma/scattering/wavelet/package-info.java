/**
 * Wavelets and their filter banks: dilations and rotations of one wavelet, with a low-pass filter for what is left, as numbers in the Fourier domain.
 *
 * <p>A wavelet of one's own is a {@link dev.lemma.api.wavelet.Wavelet}: a function of frequency. Each bank knows its Littlewood-Paley sum, and so
 * its frame bounds.
 */
@NullMarked
package dev.lemma.scattering.wavelet;

import org.jspecify.annotations.NullMarked;
