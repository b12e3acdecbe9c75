/** Where gradient descent goes when the data do not decide. */
@NullMarked
package dev.lemma.theory.bias;

import org.jspecify.annotations.NullMarked;
