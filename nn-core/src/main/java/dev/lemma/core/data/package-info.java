/**
 * Examples to learn from: a {@link dev.lemma.core.data.Dataset} of features and targets, how it is split,
 * standardised and put in order.
 *
 * <p>Nothing here draws from a global generator: a split or an order follows from a {@link dev.lemma.api.random.Key}
 * alone, whatever the number of threads or the batch size. A standardisation is fitted on one part and applied to the
 * others, so that nothing of the test part leaks into training. The last batch of an epoch is shorter, never dropped.
 */
@NullMarked
package dev.lemma.core.data;

import org.jspecify.annotations.NullMarked;
