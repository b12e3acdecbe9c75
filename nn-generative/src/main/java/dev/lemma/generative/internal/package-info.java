/** What the packages of this module share and nobody else may use. */
@NullMarked
package dev.lemma.generative.internal;

import org.jspecify.annotations.NullMarked;
