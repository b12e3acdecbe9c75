/**
 * Initial laws of weights from their fan-in and fan-out. {@link dev.lemma.core.initializer.Initializers} names the
 * usual ones.
 *
 * <p>A weight is drawn from a key of its own name, so that the same seed gives the same numbers whatever else the
 * network holds. The standard deviation that an initializer asks for is what the parametrizations scale.
 */
@NullMarked
package dev.lemma.core.initializer;

import org.jspecify.annotations.NullMarked;
