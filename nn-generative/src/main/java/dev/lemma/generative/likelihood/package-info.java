/** Log-likelihoods with their error budget, variational bounds term by term, and the bound of Theorem 13.2. */
@NullMarked
package dev.lemma.generative.likelihood;

import org.jspecify.annotations.NullMarked;
