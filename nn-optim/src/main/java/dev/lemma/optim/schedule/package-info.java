/**
 * Schedules: a rate as a function of the number of steps taken, each its formula.
 *
 * <pre>{@code
 * Optimizer adam = new Adam(1).scheduled(WarmUp.cosine(0, 1e-3, 0, 100, 2000));
 * }</pre>
 *
 * <p>Steps count from 0. What an optimiser does is multiplied by the schedule, so its own rate is 1 if the schedule is to
 * be the rate. Schedules are compiled into the training step; in float32 steps are exact up to 2²⁴.
 */
@NullMarked
package dev.lemma.optim.schedule;

import org.jspecify.annotations.NullMarked;
