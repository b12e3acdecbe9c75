/** Optimisers and schedules, each written as its formula. */
@NullMarked
package dev.lemma.optim;

import org.jspecify.annotations.NullMarked;
