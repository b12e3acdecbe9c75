/** Explicit, splittable randomness: keys, and the numbers that follow from them. There is no global generator. */
@NullMarked
package dev.lemma.api.random;

import org.jspecify.annotations.NullMarked;
