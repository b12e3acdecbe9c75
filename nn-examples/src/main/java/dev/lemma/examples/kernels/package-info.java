/** Kernels, Gaussian processes and large kernel machines on data. */
@NullMarked
package dev.lemma.examples.kernels;

import org.jspecify.annotations.NullMarked;
