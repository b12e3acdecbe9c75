/**
 * Ordinary differential equations {@code y′ = f(t, y, θ)}: solvers that are their tableaux, and the equations they follow.
 *
 * <pre>{@code
 * Solution s = Ode.of((t, y) -> y.times(-1)).solver(new Tsitouras5(1e-8, 1e-10)).solve(start, 0, 1);
 * s.at(0.5);
 * }</pre>
 */
@NullMarked
package dev.lemma.dynamics.ode;

import org.jspecify.annotations.NullMarked;
