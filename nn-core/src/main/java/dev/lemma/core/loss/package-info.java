/**
 * Losses, divergences and regularisers as expressions. {@link dev.lemma.core.loss.Losses} names the usual losses;
 * records carry those with a parameter.
 *
 * <p>All take logits where probabilities are meant, and are finite with finite derivatives at logits of ±10³ in both
 * types. A loss leaves one number per sample or per entry; the risk that training minimises is the mean of all of them.
 */
@NullMarked
package dev.lemma.core.loss;

import org.jspecify.annotations.NullMarked;
