/** The mother of a family of wavelets, as a function of frequency: what banks of filters are made of. */
@NullMarked
package dev.lemma.api.wavelet;

import org.jspecify.annotations.NullMarked;
