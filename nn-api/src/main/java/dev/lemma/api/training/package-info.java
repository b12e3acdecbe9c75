/** Contracts of training: optimisers and schedules as expressions. */
@NullMarked
package dev.lemma.api.training;

import org.jspecify.annotations.NullMarked;
