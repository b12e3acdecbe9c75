/** {@code lemma run tangent}: one network beside its linearised model and its infinitely wide limit. */
@NullMarked
package dev.lemma.examples.tangent;

import org.jspecify.annotations.NullMarked;
