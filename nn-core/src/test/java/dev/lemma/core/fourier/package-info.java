/** Tests of the Fourier transforms of the language, which need stored data. */
@NullMarked
package dev.lemma.core.fourier;

import org.jspecify.annotations.NullMarked;
