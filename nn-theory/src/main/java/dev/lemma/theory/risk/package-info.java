/** Risk, Bayes risk and the decomposition of the excess risk. */
@NullMarked
package dev.lemma.theory.risk;

import org.jspecify.annotations.NullMarked;
