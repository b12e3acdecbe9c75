/**
 * Functions to be minimised.
 *
 * <pre>{@code
 * Objective rosenbrock = Objective.of(DType.FLOAT64, 2, p -> {
 *     Tensor u = p.at(0, 0), v = p.at(0, 1);
 *     return u.minus(1).square().plus(v.minus(u.square()).square().times(100));
 * });
 * Objective risk = Objective.risk(network, Losses.CROSS_ENTROPY, data);       // of all examples at once
 * FiniteSum sum = FiniteSum.risk(network, Losses.CROSS_ENTROPY, data);        // of each example alone as well
 * }</pre>
 *
 * <p>An {@link dev.lemma.optim.objective.Objective} gives its value and its gradient at a point. One that is written as an
 * expression is differentiated and compiled once; one that is written in plain Java gives its own gradient. Points are
 * float64 whatever the type the function is computed in, so that methods add and compare without rounding to float32.
 */
@NullMarked
package dev.lemma.optim.objective;

import org.jspecify.annotations.NullMarked;
