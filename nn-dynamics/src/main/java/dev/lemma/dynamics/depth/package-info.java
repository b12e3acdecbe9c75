/**
 * Depth as time: networks whose layers are steps of a flow, trained like any other.
 *
 * <pre>{@code
 * Network.of(Shape.of(2), Sequential.of(
 *         new NeuralOde(Sequential.of(new Dense(64), Activations.TANH, new Dense(2)), new Tsitouras5(), 8, 1, false),
 *         new Dense(1)));
 * }</pre>
 */
@NullMarked
package dev.lemma.dynamics.depth;

import org.jspecify.annotations.NullMarked;
