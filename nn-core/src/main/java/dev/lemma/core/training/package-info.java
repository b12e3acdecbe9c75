/** Training: the step as one routine, and the loop around it. */
@NullMarked
package dev.lemma.core.training;

import org.jspecify.annotations.NullMarked;
