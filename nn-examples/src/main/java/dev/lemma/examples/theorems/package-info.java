/** Experiments of the laboratory as examples: each alone, and all of them on one page. */
@NullMarked
package dev.lemma.examples.theorems;

import org.jspecify.annotations.NullMarked;
