/**
 * Methods for sums of many functions, which look at one at a time and yet converge linearly: the variance of their gradients
 * goes to 0 with the distance to the minimum.
 *
 * <pre>{@code
 * FiniteSum risk = FiniteSum.risk(network, Losses.LOGISTIC, data, Regularizers.l2(1e-2));
 * Minimum found = new Saga(1 / (3 * L), 50).minimize(risk, network.initialArray(Key.of(0)), Key.of(1));
 * }</pre>
 *
 * <p>Stochastic gradient descent with a fixed step does not: it stays as far from the minimum as the variance of its
 * gradients there times the step. For networks, whose risk is not convex, {@link dev.lemma.core.training.Trainer} with
 * mini-batches is the usual choice; these methods are for convex problems solved to many digits.
 */
@NullMarked
package dev.lemma.optim.finitesum;

import org.jspecify.annotations.NullMarked;
