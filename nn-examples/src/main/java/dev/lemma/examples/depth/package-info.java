/** What depth and width do to signals and gradients before training: measured against recursions, rates and exponents. */
@NullMarked
package dev.lemma.examples.depth;

import org.jspecify.annotations.NullMarked;
