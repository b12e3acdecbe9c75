/**
 * Methods for smooth functions without constraints, with the whole gradient at each step: descent along a direction, and a
 * search of the step.
 *
 * <pre>{@code
 * Objective risk = Objective.risk(network, Losses.CROSS_ENTROPY, data);
 * Minimum found = new LBfgs(10).minimize(risk, network.initialArray(Key.of(0)));
 * found.reason();                                   // GRADIENT: its norm is below the tolerance
 * network.values(found.point(), x);
 * }</pre>
 *
 * <p>A {@link dev.lemma.optim.descent.Minimizer} is a record of options; running it changes nothing in it. It does not
 * throw when it cannot go on: {@link dev.lemma.optim.descent.Minimum} holds the last good point and says why it ended
 * there. Its own vectors are float64, also if the objective is computed in float32; then values are equal to about
 * 1e-7, and line searches end when the decrease has become that small.
 */
@NullMarked
package dev.lemma.optim.descent;

import org.jspecify.annotations.NullMarked;
