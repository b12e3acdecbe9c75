/**
 * Stochastic differential equations {@code dX = f(t, X) dt + g(t, X) dW}, in the sense of Itô, with noise of its own for each number of the state.
 *
 * <pre>{@code
 * Sde langevin = Sde.of((t, x) -> x.negate(), (t, x) -> x.filled(Math.sqrt(2))).solver(new EulerMaruyama()).steps(256);
 * langevin.solve(start, 0, 4, Key.of(1)).last();
 * }</pre>
 */
@NullMarked
package dev.lemma.dynamics.sde;

import org.jspecify.annotations.NullMarked;
