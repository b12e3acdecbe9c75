/** Regression on a table of numbers: least squares, the same by gradient descent, and a network. */
@NullMarked
package dev.lemma.examples.regression;

import org.jspecify.annotations.NullMarked;
