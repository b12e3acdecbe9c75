/**
 * Hypothesis sets of learning theory as layers: linear, affine, polynomial, Fourier, fully connected networks, and the
 * heads that turn their values into decisions.
 *
 * <pre>{@code
 * Network cubic = Network.of(Shape.of(2), Hypotheses.polynomial(3, 1));
 * Network classifier = Network.of(Shape.of(64), Hypotheses.fullyConnected(Activations.RELU, 128, 128, 10));
 * }</pre>
 */
@NullMarked
package dev.lemma.core.hypothesis;

import org.jspecify.annotations.NullMarked;
