/**
 * Gradient descent as a differential equation: {@code θ′ = −∇f(θ)}, followed by fixed steps.
 *
 * <pre>{@code
 * Trajectory path = new GradientFlow(FixedStepMethod.RUNGE_KUTTA_4, 0.01, 1000).from(objective, start);
 * path.values();                       // f falls along the exact flow
 * }</pre>
 *
 * <p>Euler's steps of length h are gradient descent with rate h; the flow is what gradient descent becomes as h goes to 0.
 */
@NullMarked
package dev.lemma.optim.flow;

import org.jspecify.annotations.NullMarked;
