/**
 * How good predictions are, as numbers: accuracy, errors, explained variance, the confusion matrix. Not differentiated,
 * not trained.
 */
@NullMarked
package dev.lemma.core.metric;

import org.jspecify.annotations.NullMarked;
