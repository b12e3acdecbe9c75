/** Fits with more parameters than data: what they risk. */
@NullMarked
package dev.lemma.theory.interpolation;

import org.jspecify.annotations.NullMarked;
