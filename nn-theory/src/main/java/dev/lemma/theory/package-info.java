/** The laboratory: theorems as experiments with a claim, a measurement and a verdict. */
@NullMarked
package dev.lemma.theory;

import org.jspecify.annotations.NullMarked;
